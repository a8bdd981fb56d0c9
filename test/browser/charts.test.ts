import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { describeWhen } from '../skip.ts'
import { hasChromium, launchBrowser, openContext, settled } from './browser.ts'
import { SampleHub } from './sample-hub.ts'
import { watchPage } from './watch-page.ts'

describeWhen(hasChromium, 'chromium is not installed')('charts in use', () => {
  let hub: SampleHub
  let browser: Browser
  let page: Page
  let problems: string[]
  const panel = (key: string) =>
    page.getByRole('article').filter({ has: page.getByRole('heading', { name: key, exact: true }) })
  const chart = (name: RegExp) => page.getByRole('group', { name })
  const save = async (key: string, format: string): Promise<Buffer> => {
    await page.getByRole('button', { name: `Save ${key}` }).click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: `Save as ${format}` }).click(),
    ])
    return readFileSync(await download.path())
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

  it('finds keys by a regular expression, and says when it is none', async () => {
    await page.goto(`${hub.url}/runs/detailed/charts`)
    const search = page.getByRole('searchbox')
    await search.fill('^val/(loss|acc)')
    await page.keyboard.press('Enter')
    await panel('gradients/norm').waitFor({ state: 'detached' })
    expect(await page.getByRole('article').count()).toBe(2)
    await search.fill('val/(')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').filter({ hasText: 'Invalid regular expression' }).waitFor()
  }, 60_000)

  it('pins a chart to the top, where it stays', async () => {
    await page.goto(`${hub.url}/runs/detailed/charts`)
    await panel('val/loss').getByRole('button', { name: 'Pin to the top' }).click()
    await page.reload()
    await page.getByRole('button', { name: 'Pinned' }).waitFor()
    expect(await panel('val/loss').count()).toBe(2)
    await panel('val/loss').first().getByRole('button', { name: 'Unpin' }).click()
    await page.getByRole('button', { name: 'Pinned' }).waitFor({ state: 'detached' })
  }, 60_000)

  it.each(['ema', 'mean', 'gaussian'])(
    'smooths by %s without losing the raw line',
    async name => {
      await page.goto(`${hub.url}/runs/detailed/charts?q=^val/loss`)
      const raw = chart(/Chart of val\/loss, 50 points: wide-adam ends at 0\.02675/)
      await raw.waitFor()
      const [before] = rows(await save('val/loss', 'CSV'))
      await page.getByRole('combobox', { name: 'smoothing' }).selectOption(name)
      await page.waitForURL(new RegExp(`smooth=${name}`))
      await raw.waitFor({ state: 'detached' })
      const [after] = rows(await save('val/loss', 'CSV'))
      expect(after!.slice(0, 2)).toEqual(before!.slice(0, 2))
      expect(after!.slice(3)).toEqual(before!.slice(3))
    },
    60_000,
  )

  it.each([
    ['epoch', /epoch 49\b/],
    ['relative', /time since start/],
    ['time', /^time 20\d\d-/],
    ['metric:val/accuracy', /val\/accuracy 0\.98/],
  ])(
    'draws by %s',
    async (axis, says) => {
      await page.goto(`${hub.url}/runs/detailed/charts?q=^val/loss&x=${encodeURIComponent(axis)}`)
      const plot = chart(/Chart of val\/loss, 50 points/)
      await plot.focus()
      for (let press = 0; press < 6; press += 1) await page.keyboard.press('Shift+ArrowRight')
      await expect(plot.getByRole('status').innerText()).resolves.toMatch(says)
    },
    60_000,
  )

  it('saves pictures and rows', async () => {
    await page.goto(`${hub.url}/runs/detailed/charts?q=^loss`)
    await settled(page)
    const png = await save('loss', 'PNG')
    expect([...png.subarray(1, 4)].map(code => String.fromCharCode(code)).join('')).toBe('PNG')
    expect(png.length).toBeGreaterThan(5000)
    const svg = (await save('loss', 'SVG')).toString()
    expect(svg).toMatch(/^<svg[\s\S]*<path[\s\S]*<\/svg>\s*$/)
    expect(Math.max(...rows(await save('loss', 'CSV')).map(row => Number(row[4])))).toBe(40)
  }, 60_000)

  it('draws means of groups with their bands, and names them', async () => {
    const runs = ['sweep-0', 'sweep-1', 'sweep-2', 'sweep-3'].map(id => `run=${id}`).join('&')
    await page.goto(`${hub.url}/charts?${runs}&q=^loss&group=config:optimizer`)
    await page.getByRole('list', { name: 'Groups in the charts' }).getByText('adam: mean of 2 runs').waitFor()
    await chart(/adam \(2\) ends at .*sgd \(2\) ends at/).waitFor()
    const last = rows(await save('loss', 'CSV')).at(-1)!
    expect(Number(last[3])).toBeLessThan(Number(last[2]))
    expect(Number(last[4])).toBeGreaterThan(Number(last[2]))
  }, 60_000)

  it('moves the cursor of all charts together', async () => {
    await page.goto(`${hub.url}/runs/detailed/charts?q=^val`)
    await settled(page)
    const box = (await panel('val/loss').locator('.u-over').boundingBox())!
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
    const places = await page
      .locator('.u-cursor-x')
      .evaluateAll(lines => lines.map(line => (line as HTMLElement).style.transform))
    expect(places.length).toBe(2)
    expect(places[0]).toBe(places[1])
    expect(places[0]).not.toMatch(/translate\(0px/)
  }, 60_000)

  it('hides a run and takes another out', async () => {
    await page.goto(`${hub.url}/charts?run=sweep-0&run=sweep-2&run=sweep-4&q=^loss`)
    await chart(/adam-0\.1 ends.*adam-0\.03 ends.*adam-0\.01 ends/).waitFor()
    await page.getByRole('button', { name: 'Hide adam-0.1', exact: true }).click()
    await page.getByRole('button', { name: 'Take adam-0.03 out' }).click()
    await chart(/Chart of loss, 400 points: adam-0\.01 ends at [\d.]+$/).waitFor()
  }, 60_000)
})

/** Line, x, value, least, greatest. */
function rows(csv: Buffer): string[][] {
  return csv
    .toString()
    .trim()
    .split('\n')
    .slice(1)
    .map(line => line.split(','))
}
