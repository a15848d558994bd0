import { expect } from '@playwright/test'
import { expectAccessible } from './accessibility'
import { openInbox } from './inbox-page'
import { openPhone } from './phone-page'
import { keepScreenshot } from './screenshots'
import { test } from './stack'

test('the list moves up, filters, searches and counts without a reload', async ({ page, context, stack }, info) => {
  const phone = await openPhone(await context.newPage(), stack.phoneUrl)
  await phone.addCustomer('Carlos Eduardo', '5531977770003')
  await phone.write('estou indo aí retirar')
  await phone.page.goto(stack.phoneUrl)
  await phone.addCustomer('Mariana Costa', '5521988880002')
  await phone.write('vocês embrulham para presente?')

  const inbox = await openInbox(page, stack.inboxUrl)
  await page.bringToFront()
  await expect(page.getByTestId('conversation-row').first()).toContainText('Mariana Costa')
  await phone.page.goto(stack.phoneUrl)
  await phone.open('5531977770003')
  await phone.write('cheguei')
  await expect(page.getByTestId('conversation-row').first()).toContainText('Carlos Eduardo')
  await expect(inbox.row('Carlos Eduardo')).toHaveAttribute('data-unread', '2')

  await page.getByTestId('search-input').fill('presente')
  await expect(inbox.row('Mariana Costa')).toBeVisible()
  await expect(inbox.row('Carlos Eduardo')).toHaveCount(0)
  await page.getByTestId('search-input').fill('xyzzy')
  await expect(page.getByTestId('conversation-row')).toHaveCount(0)
  await keepScreenshot(page, info, 'search-nothing')
  await page.getByTestId('search-input').fill('')

  await page.getByTestId('filter-closed').click()
  await expect(inbox.row('Mariana Costa')).toHaveCount(0)
  await page.getByTestId('filter-waiting').click()
  await expect(inbox.row('Mariana Costa')).toBeVisible()
  await expectAccessible(page)
})

test('reading up in a long chat is not disturbed by new messages', async ({ page, context, stack }, info) => {
  const inbox = await openInbox(page, stack.inboxUrl)
  const phone = await openPhone(await context.newPage(), stack.phoneUrl)
  await phone.addCustomer('Emily Carter', '14155550107')
  for (let index = 0; index < 30; index++) await phone.write(`line number ${index}`)
  await expect(inbox.row('Emily Carter')).toContainText('line number 29')
  await inbox.open('Emily Carter')
  await page.bringToFront()

  const scroller = page.getByTestId('chat-scroller')
  await scroller.evaluate((element) => element.scrollTo({ top: element.scrollHeight }))
  await expect(inbox.bubble('line number 29')).toBeInViewport()
  await scroller.evaluate((element) => element.scrollTo({ top: element.scrollHeight / 3 }))
  await expect(inbox.bubble('line number 29')).not.toBeInViewport()
  const before = await scroller.evaluate((element) => element.scrollTop)
  await phone.write('did you see this?')
  await expect(page.getByTestId('new-messages-pill')).toBeVisible()
  expect(Math.abs((await scroller.evaluate((element) => element.scrollTop)) - before)).toBeLessThan(2)
  await keepScreenshot(page, info, 'chat-pill')
  await page.getByTestId('new-messages-pill').click()
  await expect(inbox.bubble('did you see this?')).toBeInViewport()
})
