import type { Browser, Locator, Page } from 'playwright-core'
import { describeWhen } from '../skip.ts'
import { seriousFindings } from './axe.ts'
import { hasChromium, launchBrowser, openContext } from './browser.ts'
import { SampleHub } from './sample-hub.ts'

describeWhen(hasChromium, 'chromium is not installed')('tables of the dashboard', () => {
  let hub: SampleHub
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    hub = await SampleHub.withRuns()
    browser = await launchBrowser()
  }, 180_000)

  beforeEach(async () => {
    page = await (await openContext(browser)).newPage()
  })

  afterEach(() => page.context().close())

  afterAll(async () => {
    await browser?.close()
    await hub?.close()
  })

  it('stand their cells below their heads, whatever is in the rows', async () => {
    await page.goto(`${hub.url}/runs/capitals-0/media`)
    const table = page.getByRole('table', { name: 'evaluation' })
    await table.getByText('What is the capital of Peru?').waitFor()
    const heads = await leftsOf(table.getByRole('columnheader'))
    const cells = await leftsOf(table.getByRole('cell'))
    expect(heads).toHaveLength(8)
    expect(cells).toHaveLength(8 * 8)
    expect(new Set(cells)).toEqual(new Set(heads))
  }, 60_000)

  it('are filtered by the hub, and say what is wrong with a filter', async () => {
    await page.goto(`${hub.url}/runs/capitals-0/media`)
    const filter = page.getByLabel('Filter: exact > 0.5')
    await filter.fill('exact < 0.5 and output contains "know"')
    await page.getByText('3 rows').waitFor()
    await filter.fill('exact <')
    await page.getByRole('alert').getByText('expected a value').waitFor()
    await page.getByText('What is the capital of Peru?').waitFor()
    expect(await seriousFindings(page)).toEqual([])
  }, 60_000)

  it.each([1360, 390])(
    'give names of members room beside many runs, %d pixels wide',
    async width => {
      await page.setViewportSize({ width, height: 800 })
      const runs = [
        'detailed',
        'forked',
        'broken',
        'capitals-0',
        'capitals-1',
        'sweep-1',
        'sweep-2',
        'sweep-3',
        'sweep-4',
      ]
      await page.goto(`${hub.url}/compare?${runs.map(id => `run=${id}`).join('&')}`)
      const head = page.getByRole('rowheader', { name: 'learningRate', exact: true })
      await head.waitFor()
      expect((await head.boundingBox())!.height).toBeLessThan(40)
    },
    60_000,
  )
})

async function leftsOf(cells: Locator): Promise<number[]> {
  return cells.evaluateAll(elements => elements.map(element => Math.round(element.getBoundingClientRect().left)))
}
