import type { Browser, Page } from 'playwright-core'
import { describeWhen } from '../skip.ts'
import { seriousFindings } from './axe.ts'
import { hasChromium, launchBrowser, openContext, settled } from './browser.ts'
import { SampleHub } from './sample-hub.ts'
import { VIEWS } from './views.ts'
import { watchPage } from './watch-page.ts'

interface Look {
  name: string
  scheme: 'light' | 'dark'
  width: number
}

const LOOKS: Look[] = [
  { name: 'light', scheme: 'light', width: 1360 },
  { name: 'dark', scheme: 'dark', width: 1360 },
  { name: 'at phone width', scheme: 'light', width: 390 },
]

describeWhen(hasChromium, 'chromium is not installed')('every view of the dashboard', () => {
  let hub: SampleHub
  let browser: Browser

  beforeAll(async () => {
    hub = await SampleHub.withRuns()
    browser = await launchBrowser()
  }, 180_000)

  afterAll(async () => {
    await browser?.close()
    await hub?.close()
  })

  it.each(VIEWS)(
    '$name shows its data, fits, is accessible and says nothing on the console',
    async ({ path, shows }) => {
      const context = await openContext(browser)
      const page = await context.newPage()
      const problems = watchPage(page)
      await page.goto(hub.url + path)
      await page.getByText(shows, { exact: false }).first().waitFor({ state: 'attached' })
      for (const { name, scheme, width } of LOOKS) {
        await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
        await page.setViewportSize({ width, height: 800 })
        await settled(page)
        expect({ name, findings: await seriousFindings(page) }).toEqual({ name, findings: [] })
        expect({ name, tooWide: await overflow(page) }).toEqual({ name, tooWide: [] })
      }
      expect(problems).toEqual([])
      await context.close()
    },
    90_000,
  )
})

/** What makes the page wider than the window: what is wide has to scroll within itself. */
function overflow(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    if (scrollWidth <= clientWidth) return []
    const beyond = [...document.querySelectorAll('main *')].filter(
      element => element.getBoundingClientRect().right > clientWidth + 1,
    )
    return beyond.slice(0, 4).map(element => element.outerHTML.slice(0, 120))
  })
}
