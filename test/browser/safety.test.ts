import { gzipSync } from 'node:zlib'
import { init } from '@seetrain/core'
import type { Browser, Page } from 'playwright-core'
import { describeWhen } from '../skip.ts'
import { hasChromium, launchBrowser, openContext, settled } from './browser.ts'
import { SampleHub } from './sample-hub.ts'
import { watchPage } from './watch-page.ts'

const SCRIPT = '<img src=x onerror="window.broken=1"><script>window.broken=1</script>'
const QUIET = { captureEnvironment: false, captureConsole: false, systemMonitor: false }
const FIRST_LOAD_BYTES = 300_000

describeWhen(hasChromium, 'chromium is not installed')('what a run holds cannot act in the dashboard', () => {
  let hub: SampleHub
  let browser: Browser
  let page: Page
  let problems: string[]
  const elsewhere: string[] = []

  beforeAll(async () => {
    hub = await SampleHub.empty()
    await logHostileRun(hub.folder)
    await hub.caughtUp()
    browser = await launchBrowser()
    page = await (await openContext(browser)).newPage()
    problems = watchPage(page)
    page.on('request', request => {
      if (!request.url().startsWith(hub.url) && !/^(data|blob):/.test(request.url())) elsewhere.push(request.url())
    })
  }, 180_000)

  afterAll(async () => {
    await browser?.close()
    await hub?.close()
  })

  it.each([
    '/runs',
    '/runs/hostile',
    '/runs/hostile/traces',
    '/runs/hostile/logs',
    '/compare?run=hostile',
    '/alerts',
    '/artifacts',
  ])(
    'words with script in them stay words at %s',
    async path => {
      await page.goto(hub.url + path)
      await settled(page)
      expect(await page.evaluate(() => 'broken' in window)).toBe(false)
      expect(problems).toEqual([])
    },
    60_000,
  )

  it('shows HTML in a frame that reaches neither the page nor the hub', async () => {
    await page.goto(`${hub.url}/runs/hostile/media?type=html`)
    const frame = page.frameLocator('iframe')
    await frame.getByText('origin null').waitFor()
    await frame.getByText('parent closed').waitFor()
    await frame.getByText('hub closed').waitFor()
    expect(await page.evaluate(() => 'broken' in window)).toBe(false)
  }, 60_000)

  it('fetches nothing that a logged plot, note or message names elsewhere', async () => {
    await page.goto(`${hub.url}/runs/hostile/media?type=plot`)
    await settled(page)
    await page.getByText('Data from other addresses is not loaded').waitFor()
    await page.goto(`${hub.url}/runs/hostile`)
    await page.getByRole('link', { name: 'a picture' }).waitFor()
    expect(await page.locator('main a[href^="javascript:"]').count()).toBe(0)
    expect(elsewhere).toEqual([])
  }, 60_000)

  it('loads in less than 300 KB, compressed', async () => {
    const sizes: Promise<number>[] = []
    const measured = await (await openContext(browser)).newPage()
    measured.on('response', response => {
      if (/\.(js|css|html|svg)$|\/runs$/.test(new URL(response.url()).pathname) && !response.url().includes('/api/'))
        sizes.push(response.body().then(body => gzipSync(body).length))
    })
    await measured.goto(`${hub.url}/runs`)
    await measured.getByRole('row').nth(1).waitFor()
    const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
    expect(bytes).toBeGreaterThan(50_000)
    expect(bytes).toBeLessThan(FIRST_LOAD_BYTES)
  }, 60_000)
})

async function logHostileRun(dir: string): Promise<void> {
  const run = init({
    dir,
    id: 'hostile',
    project: `p${SCRIPT}`,
    experimentName: `name ${SCRIPT}`,
    tags: [SCRIPT],
    notes: `${SCRIPT} [a link](javascript:window.broken=1) ![a picture](http://192.0.2.1/a.png)`,
    config: { [`key ${SCRIPT}`]: SCRIPT },
    settings: QUIET,
  })
  run.log({ [`metric ${SCRIPT}`]: 1 }, { step: 0 })
  run.alert(SCRIPT, { text: SCRIPT })
  run.logSpan({
    kind: 'span',
    time: Date.now(),
    endTime: Date.now() + 5,
    traceId: 't',
    spanId: 's',
    name: SCRIPT,
    spanKind: 'llm',
    status: 'ok',
    attributes: {},
    input: [{ role: 'user', parts: [{ type: 'uri', modality: 'image', uri: 'http://192.0.2.1/b.png' }] }],
  })
  run.logHtml('page', HTML, { step: 0 })
  run.logPlot('plot', {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    data: { url: 'http://192.0.2.1/c.csv' },
    mark: 'point',
    encoding: { x: { field: 'a', type: 'quantitative' } },
  })
  await run.finish()
}

/** Tries what it should not be able to do, and says how it went. */
const HTML = `<p id="a"></p><p id="b"></p><p id="c">hub open</p><script>
a.textContent = 'origin ' + origin
try { parent.document.title; b.textContent = 'parent open' } catch { b.textContent = 'parent closed' }
fetch('/api/v1/runs').catch(() => { c.textContent = 'hub closed' })
</script>`
