import type { Page, TestInfo } from '@playwright/test'

/** Keeps a picture for a person to judge; CI publishes the folder. */
export async function keepScreenshot(page: Page, info: TestInfo, name: string): Promise<void> {
  await page.screenshot({ path: `artifacts/screenshots/${info.project.name}/${name}.png` })
}
