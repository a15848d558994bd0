import type { Browser } from '@playwright/test'
import { chromium } from '@playwright/test'

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })

/** Uses a page as an agent would: the chat is there, a reply goes out and its ticks come back. */
export async function checkPage(browser: Browser, url: string, heading: string): Promise<void> {
  const page = await browser.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (line) => {
    if (line.type() === 'error' || line.type() === 'warning') complaints.push(line.text())
  })
  try {
    await page.goto(url)
    await page.getByRole('heading', { level: 1, name: heading }).waitFor({ timeout: PATIENCE_MS })
    await page.getByRole('heading', { level: 2, name: 'João' }).waitFor({ timeout: PATIENCE_MS })
    await page.getByText('Vocês abrem hoje?').waitFor({ timeout: PATIENCE_MS })
    const text = `Hello from ${heading}`
    await page.getByRole('button', { name: 'Reply' }).click()
    const reply = page.locator('p[title="delivered"]', { hasText: text })
    await reply.waitFor({ timeout: PATIENCE_MS })
    if (complaints.length > 0) throw new Error('the page complains')
  } catch (error) {
    throw new Error([String(error), ...complaints, await page.content()].join('\n'), { cause: error })
  } finally {
    await page.close()
  }
}

const PATIENCE_MS = 15_000
