import type { Browser, Page } from 'playwright-core'
import { describeWhen } from '../skip.ts'
import { hasChromium, launchBrowser, openContext } from './browser.ts'
import { SampleHub } from './sample-hub.ts'
import { watchPage } from './watch-page.ts'

describeWhen(hasChromium, 'chromium is not installed')('evaluations, prompts and groups in the dashboard', () => {
  let hub: SampleHub
  let browser: Browser
  let page: Page
  let problems: string[]

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

  const textsOf = (name: RegExp) => page.getByRole('row', { name }).getByRole('cell').allInnerTexts()

  it('lists evaluations by dataset, with how the scores moved', async () => {
    await page.goto(`${hub.url}/runs`)
    await page.keyboard.press('g')
    await page.keyboard.press('e')
    await page.getByRole('heading', { name: 'capitals / capitals' }).waitFor()
    const cells = await textsOf(/^round 2/)
    // of eight, two were wrong, one of which gave no answer at all
    expect(cells).toContain('large-model')
    expect(cells.map(text => text.replace(/\s+/g, ' ')).join('; ')).toContain('0.8571 ▲ up by 0.232')
  }, 60_000)

  it('shows an evaluation beside the one before it, example by example', async () => {
    await page.goto(`${hub.url}/evaluations`)
    await page.getByRole('link', { name: 'round 3' }).click()
    await page.getByRole('row', { name: /^Peru .*Lima 1 up by 1/ }).waitFor()
    await page.getByRole('combobox', { name: 'Examples' }).selectOption('worse')
    await page.getByText('1 example', { exact: true }).waitFor()
    await page
      .getByRole('row', { name: /^Kenya/ })
      .locator('del', { hasText: 'Nairobi' })
      .waitFor()
    await page.getByRole('combobox', { name: 'Compared with' }).selectOption('capitals-0')
    await page.getByText('was 0.625; 3 better, 1 worse').waitFor()
    await page.reload()
    await page.getByText('was 0.625; 3 better, 1 worse').waitFor()
    await page.getByRole('link', { name: 'Kenya' }).click()
    await page.getByRole('link', { name: 'example Kenya' }).waitFor()
  }, 60_000)

  it('shows what each version of a prompt changed, and leads to its calls', async () => {
    await page.goto(`${hub.url}/prompts`)
    await page.getByRole('link', { name: 'capital', exact: true }).click()
    const latest = page.getByRole('region', { name: 'Version v2' })
    await latest.locator('ins', { hasText: 'Say so when you do not know.' }).waitFor()
    await latest.getByText('latest').waitFor()
    await latest.getByRole('link', { name: /^32 calls, 2 failed/ }).click()
    await page.getByText('32 spans').waitFor()
    await page.getByRole('button', { name: 'Version of a prompt capital:v2: take the filter away' }).click()
    await page.waitForURL(/\/traces\?kind=llm$/)
  }, 60_000)

  it('gathers traces by session and user, and filters by what is chosen', async () => {
    await page.goto(`${hub.url}/traces`)
    await page.getByRole('button', { name: 'Grouped' }).click()
    await expect(textsOf(/^visit-1 /)).resolves.toEqual(expect.arrayContaining(['3', '6', '1', '$0.0088']))
    await page.getByRole('combobox', { name: 'by' }).selectOption('user')
    await page.getByRole('link', { name: 'bob' }).click()
    await page.getByText('24 spans').waitFor()
    await page.getByRole('button', { name: 'Filter', exact: true }).click()
    await page.getByRole('combobox', { name: 'Tag' }).selectOption('oslo')
    await page.getByRole('combobox', { name: 'Session' }).selectOption('visit-2')
    await page.keyboard.press('Escape')
    await page.getByText('1 span', { exact: true }).waitFor()
    // what all calls of the trace come to stands at its first span
    await page.getByRole('row', { name: /2 calls 882 → 54/ }).waitFor()
    await page.getByRole('button', { name: 'Over time' }).click()
    await page
      .getByRole('row', { name: /^small-model|^middle-model|^large-model/ })
      .first()
      .waitFor()
    expect(await page.getByRole('region', { name: 'Calls by model' }).getByRole('rowheader').count()).toBe(1)
  }, 60_000)

  it('leads from a call to others like it', async () => {
    await page.goto(`${hub.url}/runs/detailed/traces/trace-5?span=trace-5-answer`)
    await page.getByRole('link', { name: 'Error RateLimitError' }).click()
    await page.getByText('6 spans').waitFor()
  }, 60_000)
})
