// The pictures of docs/dashboard.md, of every view: `npm run screenshots`.
import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { launchBrowser, openContext, settled } from './browser.ts'
import { SampleHub } from './sample-hub.ts'
import { VIEWS, type View } from './views.ts'

const folder = resolve('docs/screenshots')
/** Views that are shown in dark colours too, and as on a phone. */
const DARK = ['charts-of-runs', 'trace', 'calls-over-time']
const PHONE = ['runs', 'charts']

mkdirSync(folder, { recursive: true })
const hub = await SampleHub.withRuns()
const browser = await launchBrowser()
for (const view of VIEWS) {
  await take(view, view.name, {})
  if (DARK.includes(view.name)) await take(view, `${view.name}-dark`, { dark: true })
  if (PHONE.includes(view.name)) await take(view, `${view.name}-phone`, { width: 390, height: 780 })
}
await browser.close()
await hub.close()

async function take(view: View, name: string, look: Parameters<typeof openContext>[1]): Promise<void> {
  const context = await openContext(browser, { height: 820, ...look })
  const page = await context.newPage()
  await page.goto(hub.url + view.path)
  await page.getByText(view.shows).first().waitFor({ state: 'attached' })
  await settled(page)
  // charts of the libraries are drawn a moment after they are loaded
  await page.waitForTimeout(800)
  await page.screenshot({ path: resolve(folder, `${name}.png`) })
  await context.close()
}
