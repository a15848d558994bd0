import { join } from 'node:path'
import type { Page, TestInfo } from '@playwright/test'
import { ROOT } from '../../examples/demo/src/root'

/** Keeps a picture for a person to judge; CI publishes the folder. */
export async function keepScreenshot(page: Page, info: TestInfo, name: string): Promise<void> {
  await page.screenshot({ path: join(ROOT, 'artifacts/screenshots', info.project.name, `${name}.png`) })
}
