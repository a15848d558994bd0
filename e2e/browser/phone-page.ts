import { expect, type Locator, type Page } from '@playwright/test'

/** The customer's side, as a person uses it. */
export interface PhonePage {
  page: Page
  addCustomer(name: string, number: string): Promise<void>
  open(number: string): Promise<void>
  write(text: string): Promise<void>
  messages(direction: 'inbound' | 'outbound'): Locator
}

export async function openPhone(page: Page, url: string): Promise<PhonePage> {
  await page.goto(url)
  const phone: PhonePage = {
    page,
    async addCustomer(name, number) {
      await page.getByTestId('add-customer').click()
      await page.getByTestId('new-customer-name').fill(name)
      await page.getByTestId('new-customer-number').fill(number)
      await page.getByTestId('save-customer').click()
      await expect(page).toHaveURL(new RegExp(`#${number}$`))
    },
    async open(number) {
      await page.goto(`${url}#${number}`)
      await expect(page.getByTestId(`customer-${number}`)).toHaveAttribute('aria-current', 'true')
    },
    async write(text) {
      await page.getByTestId('composer').fill(text)
      await page.getByTestId('send').click()
    },
    messages: (direction) => page.locator(`[data-testid="message"][data-direction="${direction}"]`),
  }
  return phone
}
