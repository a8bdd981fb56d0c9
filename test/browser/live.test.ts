import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { describeWhen } from '../skip.ts'
import { hasChromium, launchBrowser, openContext } from './browser.ts'
import { SampleHub } from './sample-hub.ts'
import { watchPage } from './watch-page.ts'
import { TIME_SLACK } from '../slack.ts'

describeWhen(hasChromium, 'chromium is not installed')('a page that stays open', () => {
  let hub: SampleHub
  let browser: Browser
  let page: Page
  let problems: string[]
  /** Another program, as a training is. */
  let training: ChildProcess

  /** Returns when it was logged, by the clock that the page has as well. */
  const log = async (values: object, step: number): Promise<number> => {
    training.send({ values, step })
    const [time] = (await once(training, 'message')) as [number]
    return time
  }

  beforeAll(async () => {
    hub = await SampleHub.empty()
    browser = await launchBrowser()
    page = await (await openContext(browser)).newPage()
    problems = watchPage(page)
  }, 180_000)

  afterAll(async () => {
    if (training?.connected) training.disconnect()
    await browser?.close()
    await hub?.close()
  })

  it('tells what to do when there are no runs, and shows the first one by itself', async () => {
    await page.goto(`${hub.url}/runs`)
    await page.getByText('No runs yet').waitFor()
    const program = resolve('test/browser/sample/log-when-told.ts')
    training = fork(program, [hub.folder], { execArgv: ['--conditions=@seetrain/source'] })
    await log({ loss: 1 }, 0)
    await page.getByRole('link', { name: 'first light' }).waitFor({ timeout: 10_000 })
    await page.getByText('running', { exact: true }).waitFor()
  }, 60_000)

  it('shows new points within a second', async () => {
    await page.goto(`${hub.url}/runs/live/charts`)
    await page.getByRole('group', { name: /Chart of loss/ }).waitFor()
    const delays: number[] = []
    for (let step = 1; step <= 7; step += 1) {
      const value = 1 / 2 ** step
      const loggedAt = await log({ loss: value }, step)
      delays.push((await shownAt(page, `ends at ${shown(value)}`)) - loggedAt)
    }
    const median = delays.sort((a, b) => a - b)[3]
    expect(median).toBeLessThan(1000 * TIME_SLACK)
  }, 90_000)

  it('shows a key that is logged for the first time, and the end of the run', async () => {
    await log({ 'val/accuracy': 0.5 }, 8)
    await page.getByRole('heading', { name: 'val/accuracy' }).waitFor({ timeout: 5000 })
    const left = once(training, 'exit')
    training.disconnect()
    await left
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

/** When a chart that ends so was drawn, by the clock of the machine. */
async function shownAt(page: Page, end: string): Promise<number> {
  const time = await page.waitForFunction(
    end => document.querySelector(`[role=group][aria-label$="${end}"] canvas`) !== null && Date.now(),
    end,
    { timeout: 10_000, polling: 'raf' },
  )
  return Number(await time.jsonValue())
}

/** As the page writes it. */
function shown(value: number): string {
  return String(Number(value.toPrecision(5)))
}
