import { expect, type Page } from '@playwright/test'
import { expectAccessible } from './accessibility'
import { openInbox } from './inbox-page'
import { openPhone } from './phone-page'
import { keepScreenshot } from './screenshots'
import { test } from './stack'

test('a message goes from phone to inbox and back, with its ticks', async ({ page, context, stack }, info) => {
  const inbox = await openInbox(page, stack.inboxUrl)
  const phone = await openPhone(await context.newPage(), stack.phoneUrl)
  await phone.addCustomer('João Silva', '5511999990001')
  await phone.write('Olá, preciso de ajuda')

  await expect(inbox.row('João Silva')).toContainText('Olá, preciso de ajuda')
  await expect(inbox.row('João Silva')).toHaveAttribute('data-unread', '1')
  await expect.poll(() => unreadTotal(page)).toBe(await sumOfRows(page))
  await keepScreenshot(page, info, 'list-unread')

  await inbox.open('João Silva')
  await expect(inbox.bubble('Olá, preciso de ajuda')).toBeVisible()
  await phone.page.bringToFront()
  await page.bringToFront()
  await inbox.reply('Olá! Como posso ajudar?')
  await expect(inbox.bubble('Como posso ajudar')).toHaveCount(1)
  await expect(phone.messages('outbound').filter({ hasText: 'Como posso ajudar' })).toHaveCount(1)
  await phone.page.bringToFront()
  await expect(inbox.bubble('Como posso ajudar')).toHaveAttribute('data-status', 'read')
  await page.bringToFront()
  await keepScreenshot(page, info, 'chat-read')
  await expectAccessible(page)
  await keepScreenshot(phone.page, info, 'phone')
  await expectAccessible(phone.page)
})

test('an image, a voice note and a place arrive and can be seen', async ({ page, context, stack }, info) => {
  const inbox = await openInbox(page, stack.inboxUrl)
  const phone = await openPhone(await context.newPage(), stack.phoneUrl)
  await phone.addCustomer('Fernanda Lima', '5541966660004')
  for (const kind of ['image', 'voice', 'location']) {
    await phone.page.getByTestId('attach').click()
    await phone.page.getByTestId(`attach-${kind}`).click()
  }
  await expect(phone.messages('inbound')).toHaveCount(3)
  await inbox.open('Fernanda Lima')
  const image = page.getByTestId('message-bubble').locator('img').first()
  await expect
    .poll(() => image.evaluate((element) => (element instanceof HTMLImageElement ? element.naturalWidth : 0)))
    .toBeGreaterThan(0)
  await expect(page.getByTestId('message-bubble')).toHaveCount(3)
  await keepScreenshot(page, info, 'chat-media')
  await expectAccessible(page)
})

test('the business’s typing is shown on the phone', async ({ page, context, stack }) => {
  const inbox = await openInbox(page, stack.inboxUrl)
  const phone = await openPhone(await context.newPage(), stack.phoneUrl)
  await phone.addCustomer('Inês Almeida', '351912345006')
  await phone.write('Bom dia!')
  await inbox.open('Inês Almeida')
  await expect(inbox.bubble('Bom dia!')).toBeVisible()
  await inbox.composer.pressSequentially('Bom dia, Inês', { delay: 20 })
  await expect(phone.page.getByTestId('business-typing')).toBeVisible()
})

const unreadTotal = async (page: Page) =>
  Number(await page.getByTestId('unread-total').first().getAttribute('data-count'))

async function sumOfRows(page: Page): Promise<number> {
  const rows = await page.getByTestId('conversation-row').all()
  const counts = await Promise.all(rows.map((row) => row.getAttribute('data-unread')))
  return counts.reduce((sum, count) => sum + Number(count), 0)
}
