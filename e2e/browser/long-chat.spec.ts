import { expect, type Page } from '@playwright/test'
import { openInbox } from './inbox-page'
import { writeHistory } from './long-history'
import { test } from './stack'

/** A reader does not notice less than this; a dropped anchor moves by whole messages. */
const TOLERANCE_PX = 3

test('a chat of 10,000 messages scrolls back to its first one without a dropped anchor', async ({ page, stack }) => {
  test.setTimeout(180_000)
  await writeHistory(stack, { name: 'Vera Antiga', waId: '5511955550123', count: 10_000 })
  const inbox = await openInbox(page, stack.inboxUrl)
  await inbox.open('Vera Antiga')
  await expect(inbox.bubble(/^entry 9999\./)).toBeInViewport()

  const drift = await scrollUpToStart(page)
  expect(drift.pages).toBeGreaterThan(100)
  expect(drift.worstPx).toBeLessThan(TOLERANCE_PX)
  await expect(inbox.bubble(/^entry 0\./)).toBeInViewport()
  expect(await page.getByTestId('message-bubble').count()).toBeLessThan(100)
})

/**
 * Scrolls up in steps of two views and holds on to one bubble at each step: whatever loads above it meanwhile, the next
 * frames must show it where the scrolling left it.
 */
function scrollUpToStart(page: Page): Promise<{ worstPx: number; pages: number }> {
  return page.getByTestId('chat-scroller').evaluate(async (scroller) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    const topOf = (element: Element) => element.getBoundingClientRect().top
    let worstPx = 0
    let pages = 0
    let still = 0
    while (still < 30) {
      const height = scroller.scrollHeight
      const before = scroller.scrollTop
      scroller.scrollTop -= scroller.clientHeight * 2
      // Rows that come into view for the first time are measured in the frame after.
      await frame()
      await frame()
      const anchor = [...scroller.querySelectorAll('[data-key]')].find(
        (bubble) => topOf(bubble) > topOf(scroller) + 40 && topOf(bubble) < topOf(scroller) + scroller.clientHeight,
      )
      const shownAt = anchor && topOf(anchor)
      for (let count = 0; count < 2; count++) await frame()
      if (anchor?.isConnected && shownAt !== undefined) {
        worstPx = Math.max(worstPx, Math.abs(topOf(anchor) - shownAt))
      }
      if (scroller.scrollHeight - height > scroller.clientHeight * 2) pages += 1
      still = scroller.scrollTop === before && scroller.scrollHeight === height ? still + 1 : 0
    }
    return { worstPx, pages }
  })
}
