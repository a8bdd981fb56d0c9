import { existsSync } from 'node:fs'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'

/** Where Debian puts it; another one by the environment. */
export const CHROMIUM = process.env['SEETRAIN_CHROMIUM'] ?? '/usr/bin/chromium'

export const hasChromium = existsSync(CHROMIUM)

/** Nothing of it reaches beyond this machine; three dimensions are drawn by software. */
const SWITCHES = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--enable-unsafe-swiftshader',
]

/** A browser with a profile of its own, which is gone when it closes. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, headless: true, args: SWITCHES })
}

export interface PageLook {
  width?: number
  height?: number
  dark?: boolean
}

export function openContext(
  browser: Browser,
  { width = 1360, height = 860, dark = false }: PageLook = {},
): Promise<BrowserContext> {
  return browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  })
}

/** Waits until the page shows its data: nothing loads any more, and fonts and charts are drawn. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('main .spinner, main .panel-wait') === null)
  await page.evaluate(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))))
}
