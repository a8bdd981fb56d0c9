import { closeSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { nodeFileSystem, randomIdSource, systemClock } from '@seetrain/core'
import { TokenStore } from '@seetrain/hub'
import type { Browser, Page } from 'playwright-core'
import { describeWhen } from '../skip.ts'
import { seriousFindings } from './axe.ts'
import { hasChromium, launchBrowser, openContext } from './browser.ts'
import { SampleHub } from './sample-hub.ts'

const CALL = '/runs/detailed/traces/trace-0?span=trace-0-answer'

describeWhen(hasChromium, 'chromium is not installed')('when something is wrong, the dashboard', () => {
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

  it('says that a run is not there, and where the others are', async () => {
    await page.goto(`${hub.url}/runs/nothing`)
    await page.getByText('There is no run "nothing" here.').waitFor()
    await page.getByRole('link', { name: 'All runs' }).click()
    await page.getByRole('link', { name: 'wide-adam', exact: true }).waitFor()
  }, 60_000)

  it('compares the runs that are still there', async () => {
    await page.goto(`${hub.url}/compare?run=sweep-0&run=gone&run=sweep-2`)
    await page.getByText('of which 1 is not here any more').waitFor()
    await page.getByRole('row', { name: /^learningRate 0.1 0.03/ }).waitFor()
    await page.goto(`${hub.url}/compare?run=gone`)
    await page.getByText('None of these runs is here').waitFor()
  }, 60_000)

  it('marks where a filter goes wrong, and says so once', async () => {
    await page.goto(`${hub.url}/runs?filter=config.lr+%3C+`)
    await page.getByText('expected a value at position').waitFor()
    expect(await page.getByRole('alert').count()).toBe(1)
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0)
  }, 60_000)

  it('tells which journal is damaged, and shows what is left', async () => {
    await hub.stop()
    damage(join(hub.home, 'runs', 'sweep-3', 'journal.bin'))
    rmSync(join(hub.home, 'index.db'), { force: true })
    await hub.open()
    await page.goto(`${hub.url}/runs/sweep-3`)
    await page.getByText('1 journal could not be read in full').click()
    await page.getByRole('link', { name: 'sweep-3' }).waitFor()
    await page.getByText(/0 never reached the disk, \d+ were damaged there/).waitFor()
    await page.getByRole('link', { name: 'val/loss' }).waitFor()
  }, 60_000)

  it('keeps what it shows while the hub is gone', async () => {
    await page.goto(`${hub.url}/runs/detailed`)
    await page.getByText('What came of it').waitFor()
    await hub.stop()
    await page.getByText('not connected').waitFor()
    await page.getByText('What came of it').waitFor()
    await page.getByRole('link', { name: 'Alerts', exact: true }).first().click()
    await page.getByText('Is `seetrain ui` still running?').waitFor()
    await hub.open()
  }, 60_000)

  it('offers nothing to change to who may only look, and asks for another token when it is taken back', async () => {
    const tokens = new TokenStore({
      home: hub.home,
      fileSystem: nodeFileSystem,
      clock: systemClock,
      ids: randomIdSource,
    })
    const { text, token } = tokens.create('reader', 'read')
    await hub.stop()
    await hub.open('server')
    await page.goto(hub.url + CALL)
    await page.getByLabel('Token').fill('st_wrong')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').waitFor()
    expect(await seriousFindings(page)).toEqual([])
    await page.getByLabel('Token').fill(text)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('region', { name: 'Scores' }).getByText('none').waitFor()
    for (const name of ['Good answer', 'Score …']) expect(await page.getByRole('button', { name }).count()).toBe(0)
    expect(await page.getByRole('link', { name: 'Send again' }).count()).toBe(0)
    await page.goto(`${hub.url}/runs/detailed`)
    await page.getByText('What came of it').waitFor()
    expect(await page.getByRole('button', { name: 'Edit the notes' }).count()).toBe(0)
    expect(await page.getByLabel('Add a tag').count()).toBe(0)
    await page.getByRole('button', { name: 'Signed in as reader' }).click()
    await page.getByText('reader, may look').waitFor()
    await page.keyboard.press('Escape')
    tokens.revoke(token.id)
    await page.getByRole('link', { name: 'Artifacts', exact: true }).first().click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  }, 60_000)
})

/** Other bytes in the middle of a file. */
function damage(path: string): void {
  const file = openSync(path, 'r+')
  writeSync(file, Buffer.alloc(2000, 7), 0, 2000, Math.floor(statSync(path).size / 3))
  closeSync(file)
}
