import type { Browser, Page } from 'playwright-core'
import { describeWhen } from '../skip.ts'
import { seriousFindings } from './axe.ts'
import { hasChromium, launchBrowser, openContext, settled } from './browser.ts'
import { SampleHub } from './sample-hub.ts'
import { watchPage } from './watch-page.ts'

describeWhen(hasChromium, 'chromium is not installed')('the dashboard in use', () => {
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

  afterEach(() => page.context().close())

  afterAll(async () => {
    await browser?.close()
    await hub?.close()
  })

  const row = (name: string) => page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) })

  it('chooses, compares and opens runs with keys alone', async () => {
    await page.goto(`${hub.url}/runs`)
    await row('wide-adam-slower').focus()
    await page.keyboard.press('Space')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Space')
    await page.getByText('2 runs chosen').waitFor()
    expect(new URL(page.url()).searchParams.getAll('run')).toEqual(['forked', 'detailed'])
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'wide-adam', exact: true }).waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('l')
    await page.getByRole('heading', { name: 'Alerts' }).waitFor()
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    expect(await seriousFindings(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(problems).toEqual([])
  }, 60_000)

  it('sorts, filters and says where a filter goes wrong', async () => {
    await page.goto(`${hub.url}/runs`)
    await page.getByRole('columnheader', { name: 'val/accuracy' }).getByRole('button').click()
    await page.waitForURL(/sort=/)
    await expectFirstRow('wide-adam')
    await page.getByLabel(/^Filter/).fill('config.optimizer = "sgd" and metrics.loss.last < 0.2')
    await page.keyboard.press('Enter')
    await page.getByText('1 run', { exact: true }).waitFor()
    await expectFirstRow('sgd-0.03')
    problems.length = 0
    await page.getByLabel(/^Filter/).fill('config.optimizer = ')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').filter({ hasText: 'config.optimizer' }).waitFor()
    await expectFirstRow('sgd-0.03')
    expect(problems.every(problem => problem.includes('400'))).toBe(true)
  }, 60_000)

  it('chooses columns and keeps them in the address', async () => {
    await page.goto(`${hub.url}/runs`)
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('textbox', { name: 'Find a column' }).fill('model.wi')
    await page.getByRole('checkbox', { name: 'model.width' }).check()
    await page.keyboard.press('Escape')
    await page.getByRole('columnheader', { name: 'model.width' }).waitFor()
    await page.reload()
    await page.getByRole('columnheader', { name: 'model.width' }).waitFor()
    expect(problems).toEqual([])
  }, 60_000)

  it('moves the cursor of a chart and zooms with keys; all charts follow', async () => {
    await page.goto(`${hub.url}/runs/detailed/charts`)
    await settled(page)
    const chart = page.getByRole('group', { name: /Chart of val\/loss/ })
    await chart.focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    expect(await chart.getByRole('status').innerText()).toMatch(/^step 100\s/)
    await page.keyboard.press('+')
    await page.waitForURL(/zoom=/)
    await page.getByRole('group', { name: /Chart of loss, 2,[45]\d\d points/ }).waitFor()
    await page.getByRole('group', { name: /Chart of val\/loss/ }).focus()
    await page.keyboard.press('0')
    await page.getByRole('group', { name: /Chart of loss, 5,000 points/ }).waitFor()
    await page.getByRole('group', { name: /Chart of val\/loss/ }).focus()
    await page.keyboard.press('f')
    await page.getByRole('dialog', { name: 'val/loss' }).waitFor()
    expect(problems).toEqual([])
  }, 60_000)

  it('writes notes and tags that last', async () => {
    await page.goto(`${hub.url}/runs/sweep-5`)
    await page.getByRole('button', { name: 'Edit the notes' }).click()
    await page.getByRole('textbox', { name: 'Notes in Markdown' }).fill('It **works**.')
    await page.keyboard.press('Control+Enter')
    await page.locator('strong', { hasText: 'works' }).waitFor()
    await page.getByRole('textbox', { name: 'Add a tag' }).fill('keep')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Remove the tag keep' }).waitFor()
    await page.reload()
    await page.locator('strong', { hasText: 'works' }).waitFor()
    await page.getByRole('button', { name: 'Remove the tag keep' }).waitFor()
    expect(problems).toEqual([])
  }, 60_000)

  it('deletes and restores runs', async () => {
    await page.goto(`${hub.url}/runs?run=sweep-1`)
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await row('sgd-0.1').waitFor({ state: 'detached' })
    await page.goto(`${hub.url}/runs?deleted=only&run=sweep-1`)
    await page.getByRole('button', { name: 'Restore' }).click()
    await page.getByText('No deleted runs').waitFor()
    expect(problems).toEqual([])
  }, 60_000)

  async function expectFirstRow(name: string): Promise<void> {
    await page.locator(`[aria-rowindex="2"]`).getByRole('link', { name, exact: true }).waitFor()
  }
})
