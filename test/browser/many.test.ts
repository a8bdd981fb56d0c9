import type { Browser, Page } from 'playwright-core'
import { describeWhen } from '../skip.ts'
import { hasChromium, launchBrowser, openContext, settled } from './browser.ts'
import { longestFrame } from './frames.ts'
import { SampleHub } from './sample-hub.ts'
import { watchPage } from './watch-page.ts'
import { TIME_SLACK } from '../slack.ts'

const RUNS = 100
const KEYS = 1000
const POINTS = 20

/** On a quiet machine it is less than half of each. */
const LONGEST = {
  firstChart: 6000 * TIME_SLACK,
  farDown: 5000 * TIME_SLACK,
  search: 3000 * TIME_SLACK,
  groups: 5000 * TIME_SLACK,
  frame: 1000 * TIME_SLACK,
}

describeWhen(hasChromium, 'chromium is not installed')('a thousand keys of a hundred runs', () => {
  let hub: SampleHub
  let browser: Browser
  let page: Page
  let problems: string[]
  const chosen = Array.from({ length: RUNS }, (_, number) => `run=many-${number}`).join('&')
  const chart = (name: RegExp) => page.getByRole('group', { name }).first()

  beforeAll(async () => {
    hub = await SampleHub.made('sample/make-many-runs.ts', RUNS, KEYS, POINTS)
    browser = await launchBrowser()
    page = await (await openContext(browser)).newPage()
    problems = watchPage(page)
  }, 300_000)

  afterAll(async () => {
    await browser?.close()
    await hub?.close()
  })

  it('shows the first charts soon', async () => {
    const took = await milliseconds(async () => {
      await page.goto(`${hub.url}/charts?${chosen}`)
      await chart(/Chart of layer0\/m0, 2,000 points/).waitFor({ timeout: 60_000 })
    })
    expect(took).toBeLessThan(LONGEST.firstChart)
    await settled(page)
  }, 90_000)

  it('shows charts far down when one gets there, and asks for no others', async () => {
    let asked = 0
    page.on('request', request => (asked += Number(request.url().endsWith('/series'))))
    const took = await milliseconds(async () => {
      await page.evaluate(() => scrollTo(0, document.body.scrollHeight / 2))
      await chart(/Chart of layer2\d\//).waitFor()
      await settled(page)
    })
    expect(took).toBeLessThan(LONGEST.farDown)
    expect(asked).toBeLessThan(40)
  }, 90_000)

  it('scrolls without standing still', async () => {
    const longest = await longestFrame(page, async () => {
      for (let turn = 0; turn < 20; turn += 1) await page.mouse.wheel(0, 300)
      await settled(page)
    })
    expect(longest).toBeLessThan(LONGEST.frame)
  }, 90_000)

  it('finds one key of the thousand, and draws means of groups', async () => {
    const search = await milliseconds(async () => {
      await page.getByLabel('Search keys: val|acc').fill('m77$')
      await page.keyboard.press('Enter')
      await chart(/Chart of layer3\/m77, 2,000 points/).waitFor()
    })
    expect(search).toBeLessThan(LONGEST.search)
    const groups = await milliseconds(async () => {
      await page.goto(`${hub.url}/charts?${chosen}&group=config:seed`)
      await chart(/Chart of layer0\/m0.*4 \(20\) ends at/).waitFor()
    })
    expect(groups).toBeLessThan(LONGEST.groups)
    expect(problems).toEqual([])
  }, 90_000)
})

async function milliseconds(work: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}
