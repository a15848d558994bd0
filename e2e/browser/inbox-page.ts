import { expect, type Locator, type Page } from '@playwright/test'

/** The agent's side, as a person uses it. */
export interface InboxPage {
  page: Page
  row(name: string): Locator
  bubble(text: string | RegExp): Locator
  composer: Locator
  banner: Locator
  open(name: string): Promise<void>
  reply(text: string): Promise<void>
}

export async function openInbox(page: Page, url: string): Promise<InboxPage> {
  await page.goto(`${url}/conversations`)
  const inbox: InboxPage = {
    page,
    row: (name) => page.getByTestId('conversation-row').filter({ hasText: name }),
    bubble: (text) => page.getByTestId('message-bubble').filter({ hasText: text }),
    composer: page.getByTestId('composer-input'),
    banner: page.getByTestId('connection-banner'),
    async open(name) {
      await inbox.row(name).click()
      await expect(page).toHaveURL(/\/conversations\/[0-9a-f-]{36}/)
      await expect(inbox.composer).toBeVisible()
    },
    async reply(text) {
      await inbox.composer.fill(text)
      await inbox.composer.press('Enter')
    },
  }
  return inbox
}
