import { defineConfig, devices } from '@playwright/test'

const launchOptions = {
  executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
}

const desktop = { viewport: { width: 1280, height: 800 } }
const phone = { ...devices['Pixel 7'], viewport: { width: 360, height: 740 } }

export default defineConfig({
  testDir: './browser',
  globalSetup: './browser/build.ts',
  outputDir: '../artifacts/playwright',
  // One stack per project, one project at a time: the machine has two cores and the server is part of the test.
  workers: 1,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: '../artifacts/playwright.json' }]],
  use: { launchOptions, screenshot: 'only-on-failure', trace: 'off' },
  projects: [
    { name: 'demo', testMatch: 'demo.spec.ts' },
    { name: 'desktop-en', testIgnore: 'demo.spec.ts', use: { ...desktop, locale: 'en-US' } },
    { name: 'desktop-pt', testMatch: 'whole-way.spec.ts', use: { ...desktop, locale: 'pt-BR', colorScheme: 'dark' } },
    { name: 'phone-en', testMatch: 'whole-way.spec.ts', use: { ...phone, locale: 'en-US', colorScheme: 'dark' } },
    { name: 'phone-pt', testIgnore: /(demo|long-chat)\.spec\.ts/, use: { ...phone, locale: 'pt-BR' } },
  ],
})
