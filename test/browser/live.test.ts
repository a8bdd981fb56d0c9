import { init, type Run } from '@seetrain/core'
import type { Browser, Page } from 'playwright-core'
import { describeWhen } from '../skip.ts'
import { hasChromium, launchBrowser, openContext } from './browser.ts'
import { SampleHub } from './sample-hub.ts'
import { watchPage } from './watch-page.ts'

const QUIET = { captureEnvironment: false, captureConsole: false, systemMonitor: false }

describeWhen(hasChromium, 'chromium is not installed')('a page that stays open', () => {
  let hub: SampleHub
  let browser: Browser
  let page: Page
  let problems: string[]
  let run: Run

  beforeAll(async () => {
    hub = await SampleHub.empty()
    browser = await launchBrowser()
    page = await (await openContext(browser)).newPage()
    problems = watchPage(page)
  }, 180_000)

  afterAll(async () => {
    await run?.finish()
    await browser?.close()
    await hub?.close()
  })

  it('tells what to do when there are no runs, and shows the first one by itself', async () => {
    await page.goto(`${hub.url}/runs`)
    await page.getByText('No runs yet').waitFor()
    run = init({ dir: hub.folder, id: 'live', project: 'live', experimentName: 'first light', settings: QUIET })
    run.log({ loss: 1 }, { step: 0 })
    await page.getByRole('link', { name: 'first light' }).waitFor({ timeout: 10_000 })
    await page.getByText('running', { exact: true }).waitFor()
  }, 60_000)

  it('shows new points within a second', async () => {
    await page.goto(`${hub.url}/runs/live/charts`)
    await page.getByRole('group', { name: /Chart of loss/ }).waitFor()
    const delays: number[] = []
    for (let step = 1; step <= 7; step += 1) {
      const value = 1 / 2 ** step
      const loggedAt = performance.now()
      run.log({ loss: value }, { step })
      await page.getByRole('group', { name: new RegExp(`ends at ${shown(value)}$`) }).waitFor({ timeout: 10_000 })
      delays.push(performance.now() - loggedAt)
    }
    const median = delays.sort((a, b) => a - b)[3]
    expect(median).toBeLessThan(1000)
  }, 90_000)

  it('shows a key that is logged for the first time, lines that are printed, and the end of the run', async () => {
    run.log({ 'val/accuracy': 0.5 }, { step: 8 })
    await page.getByRole('heading', { name: 'val/accuracy' }).waitFor({ timeout: 5000 })
    await run.finish()
    await page.getByText('finished', { exact: true }).waitFor({ timeout: 5000 })
    expect(problems).toEqual([])
  }, 60_000)

  it('says so when the hub goes away', async () => {
    problems.length = 0
    await page.getByText('live', { exact: true }).first().waitFor()
    await hub.stop()
    await page.getByText('not connected').waitFor({ timeout: 20_000 })
    await page.getByRole('link', { name: 'Media' }).click()
    await page.getByText('The hub does not answer', { exact: true }).waitFor({ timeout: 20_000 })
  }, 60_000)
})

/** As the page writes it. */
function shown(value: number): string {
  return String(Number(value.toPrecision(5)))
}
