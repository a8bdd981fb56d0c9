import type { Browser, Locator, Page } from 'playwright-core'
import { describeWhen } from '../skip.ts'
import { seriousFindings } from './axe.ts'
import { hasChromium, launchBrowser, openContext, settled } from './browser.ts'
import { SampleHub } from './sample-hub.ts'
import { watchPage } from './watch-page.ts'

/** An empty canvas of this size is smaller as PNG. */
const DRAWN_BYTES = 2500

interface Drawn {
  what: string
  query: string
  find: (page: Page) => Locator
}

/** What is drawn by a library, or decoded by the browser: a text alone would not show that it worked. */
const DRAWN: readonly Drawn[] = [
  { what: 'a picture with its boxes', query: 'type=image', find: page => page.locator('.picture').first() },
  {
    what: 'a plot of Vega-Lite',
    query: 'q=vega-lite',
    find: page => page.locator('.plot-viewer canvas, .plot-viewer svg').first(),
  },
  { what: 'a plot of ECharts', query: 'q=echarts', find: page => page.locator('.plot-viewer canvas').first() },
  { what: 'a plot of Plotly', query: 'q=plotly', find: page => page.getByRole('figure').locator('svg').first() },
  { what: 'points in space', query: 'type=object3d', find: page => page.getByRole('img', { name: /dimensions/ }) },
  { what: 'a molecule as a formula', query: 'q=aspirin', find: page => page.getByRole('img', { name: /aspirin/ }) },
  { what: 'a molecule in space', query: 'q=water', find: page => page.getByRole('img', { name: /water/ }) },
  { what: 'a histogram', query: 'type=histogram', find: page => page.getByRole('img', { name: /^Histogram of/ }) },
]

describeWhen(hasChromium, 'chromium is not installed')('media in the dashboard', () => {
  let hub: SampleHub
  let browser: Browser
  let page: Page
  let problems: string[]
  const open = async (query: string) => {
    await page.goto(`${hub.url}/runs/detailed/media?${query}`)
    await page.locator('.media-panel').first().waitFor()
    await settled(page)
  }

  beforeAll(async () => {
    hub = await SampleHub.withRuns()
    browser = await launchBrowser()
  }, 180_000)

  beforeEach(async () => {
    page = await (await openContext(browser)).newPage()
    problems = watchPage(page)
  })

  afterEach(async () => {
    expect(problems).toEqual([])
    await page.context().close()
  })

  afterAll(async () => {
    await browser?.close()
    await hub?.close()
  })

  it.each(DRAWN)(
    'draws $what',
    async ({ query, find }) => {
      await open(query)
      expect(await drawnBytes(find(page))).toBeGreaterThan(DRAWN_BYTES)
      expect(await seriousFindings(page)).toEqual([])
    },
    60_000,
  )

  it('plays sounds, and films', async () => {
    await open('type=audio')
    const duration = await page.locator('audio').evaluate(async (sound: HTMLAudioElement) => {
      if (sound.readyState === 0) await new Promise(resolve => sound.addEventListener('loadedmetadata', resolve))
      return sound.duration
    })
    expect(duration).toBeCloseTo(1, 1)
    expect(await seriousFindings(page)).toEqual([])
    await open('type=video')
    const width = await page.locator('img.film').evaluate(async (film: HTMLImageElement) => {
      await film.decode()
      return film.naturalWidth
    })
    expect(width).toBe(32)
    expect(await seriousFindings(page)).toEqual([])
  }, 60_000)

  it('goes through the steps with keys, all keys together, and shows what changed in a text', async () => {
    await open('q=story|predictions')
    await page.getByRole('slider', { name: 'Step of predictions' }).focus()
    await page.keyboard.press('ArrowLeft')
    await page.waitForURL(/step=3000/)
    await page.getByText('a ring at step 3000').first().waitFor()
    await page.getByText('It saw 3000 digits.').waitFor()
    await page.getByRole('checkbox', { name: 'what changed since step 2000' }).check()
    await page.locator('ins', { hasText: '3000' }).waitFor()
    await page.keyboard.press('Home')
    expect(await seriousFindings(page)).toEqual([])
  }, 60_000)

  it('sorts and searches a table where it lies', async () => {
    await open('type=table')
    const table = page.getByRole('table', { name: /examples/ })
    await table.getByRole('columnheader', { name: /^id/ }).getByRole('button').click()
    await table.getByRole('row').nth(1).getByText('1,199').waitFor()
    await page.getByLabel('Search the table').fill('seven')
    await page.getByText(/^120 rows/).waitFor()
    expect(await seriousFindings(page)).toEqual([])
  }, 60_000)
})

const MOST_LOOKS = 40

/** The size of its picture once something is drawn, which libraries do some frames after they are loaded. */
async function drawnBytes(place: Locator): Promise<number> {
  await place.waitFor()
  for (let look = 0; ; look += 1) {
    const { length } = await place.screenshot()
    if (length > DRAWN_BYTES || look === MOST_LOOKS) return length
  }
}
