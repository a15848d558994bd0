import { expect } from '@playwright/test'
import { openInbox } from './inbox-page'
import { openPhone } from './phone-page'
import { keepScreenshot } from './screenshots'
import { test } from './stack'

test('with the server killed the inbox says so, queues, and catches up with nothing lost or doubled', async ({
  page,
  context,
  stack,
}, info) => {
  const inbox = await openInbox(page, stack.inboxUrl)
  const phone = await openPhone(await context.newPage(), stack.phoneUrl)
  await phone.addCustomer('Rafael Souza', '5551955550005')
  await phone.write('Oi')
  await inbox.open('Rafael Souza')
  await inbox.reply('antes da queda')
  await expect(phone.messages('outbound')).toHaveCount(1)

  await stack.killServer()
  await expect(inbox.banner).toBeVisible()
  await inbox.reply('digitado sem servidor 1')
  await inbox.reply('digitado sem servidor 2')
  await phone.write('escrito sem servidor')
  await expect(inbox.bubble('digitado sem servidor 1')).toHaveAttribute('data-status', /queued|sending/)
  await keepScreenshot(page, info, 'offline')

  await stack.startServer()
  await expect(inbox.bubble('escrito sem servidor')).toHaveCount(1, { timeout: 40_000 })
  await expect(phone.messages('outbound')).toHaveCount(3, { timeout: 40_000 })
  await expect(inbox.bubble('digitado sem servidor 2')).toHaveAttribute('data-status', /sent|delivered|read/)
  await expect(inbox.banner).toBeHidden()

  const texts = ['antes da queda', 'digitado sem servidor 1', 'digitado sem servidor 2']
  expect(await phone.messages('outbound').allInnerTexts()).toEqual(texts.map((text) => expect.stringContaining(text)))
  for (const text of [...texts, 'escrito sem servidor']) await expect(inbox.bubble(text)).toHaveCount(1)
  await page.reload()
  for (const text of [...texts, 'escrito sem servidor']) await expect(inbox.bubble(text)).toHaveCount(1)
})
