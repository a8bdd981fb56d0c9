import type { Browser, Page } from 'playwright-core'
import { FakeEndpoint } from '../hub/fake-endpoint.ts'
import { describeWhen } from '../skip.ts'
import { seriousFindings } from './axe.ts'
import { hasChromium, launchBrowser, openContext, settled } from './browser.ts'
import { SampleHub } from './sample-hub.ts'
import { watchPage } from './watch-page.ts'

const ANSWER = '/runs/detailed/traces/trace-0?span=trace-0-answer'

describeWhen(hasChromium, 'chromium is not installed')('calls of models in the dashboard', () => {
  let hub: SampleHub
  let endpoint: FakeEndpoint
  let browser: Browser
  let page: Page
  let problems: string[]

  beforeAll(async () => {
    endpoint = await FakeEndpoint.start()
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
    await endpoint?.close()
  })

  it('sums them by model over time', async () => {
    await page.goto(`${hub.url}/traces`)
    await page.getByRole('button', { name: 'Over time' }).click()
    await page.getByRole('img', { name: 'Cost of calls over time, by model' }).locator('canvas').waitFor()
    const row = page.getByRole('row', { name: /^large-model/ })
    await expect(row.getByRole('cell').allInnerTexts()).resolves.toEqual(
      expect.arrayContaining(['32', '2', '14,112', '864']),
    )
    await page.getByRole('combobox', { name: 'Time' }).selectOption('last hour')
    await page.waitForURL(/within=last/)
    expect(problems).toEqual([])
  }, 60_000)

  it('compares two of them, with what was asked and answered', async () => {
    await page.goto(`${hub.url}/traces?q=umbrella&kind=llm`)
    await page.getByRole('checkbox', { name: 'Choose chat large-model' }).first().check()
    await page.getByRole('checkbox', { name: 'Choose chat middle-model' }).first().check()
    await page.getByRole('region', { name: 'Chosen calls' }).getByRole('link', { name: 'Compare' }).click()
    await page.getByRole('row', { name: /^Model large-model middle-model/ }).waitFor()
    await page.locator('del', { hasText: 'warm coat' }).waitFor()
    expect(problems).toEqual([])
  }, 60_000)

  it('takes scores with a word about why, and shows them at once', async () => {
    await page.goto(hub.url + ANSWER)
    await page.getByRole('button', { name: 'Good answer' }).click()
    await page.getByText('feedback 👍 yes by human').waitFor()
    await page.getByRole('button', { name: 'Score …' }).click()
    await page.getByLabel('What is judged').fill('helpful')
    await page.getByLabel('A number or a word').fill('0.25')
    await page.getByLabel('Why').fill('It says nothing of snow.')
    expect(await seriousFindings(page)).toEqual([])
    await page.getByRole('button', { name: 'Add the score' }).click()
    await page.getByText('helpful 0.25 by human').waitFor()
    await page.getByText('It says nothing of snow.').waitFor()
    expect(await page.getByRole('option').count()).toBe(4)
    expect(problems).toEqual([])
  }, 60_000)

  it('lists the attempts of a call that was made again', async () => {
    await page.goto(`${hub.url}/runs/detailed/traces/trace-5?span=trace-5-answer`)
    const attempts = page.getByRole('region', { name: 'Attempts' })
    await attempts.getByRole('row', { name: '1 +0 ms 25 ms ECONNRESET: fetch failed: socket hang up –' }).waitFor()
    await attempts.getByRole('row', { name: '2 +430 ms 25 ms 429 2.00 s' }).waitFor()
    expect(await seriousFindings(page)).toEqual([])
    expect(problems).toEqual([])
  }, 60_000)

  it('makes a dataset of chosen calls, and says where it is', async () => {
    await page.goto(`${hub.url}/runs/detailed/traces?kind=llm`)
    for (const nth of [0, 2])
      await page
        .getByRole('checkbox', { name: /^Choose chat/ })
        .nth(nth)
        .check()
    await page.getByRole('button', { name: 'Make a dataset' }).click()
    const dialog = page.getByRole('dialog', { name: 'A dataset of 2 calls' })
    await dialog.getByLabel('Name').fill('umbrellas')
    await page.keyboard.press('Enter')
    await dialog.getByRole('link', { name: 'umbrellas:v0' }).click()
    await page.getByText('examples.json').waitFor()
    await settled(page)
    expect(problems).toEqual([])
  }, 60_000)

  it('sends a call again as it was changed, with a key that is kept nowhere', async () => {
    await page.goto(hub.url + ANSWER)
    await page.getByRole('link', { name: 'Send again' }).click()
    await page.getByLabel('Address of an API').fill(`${endpoint.origin}/v1`)
    await page.getByLabel('Key, if it asks for one').fill('sk-typed')
    await page.getByLabel('Temperature').fill('0.5')
    await page.getByRole('textbox', { name: 'Message 3' }).fill('sunny')
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await page.getByText('You said: sunny').waitFor()
    await page.getByText(/^200, .*tokens 11 → 7$/).waitFor()
    const { authorization, body } = endpoint.seen.at(-1)!
    expect({ authorization, body }).toMatchObject({
      authorization: 'Bearer sk-typed',
      body: { model: 'small-model', temperature: 0.5, tools: [{ type: 'function', function: { name: 'weather' } }] },
    })
    await page.getByRole('checkbox', { name: 'what changed since it was recorded' }).check()
    await page.locator('ins', { hasText: 'sunny' }).waitFor()
    const kept = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
    )
    expect(kept + page.url()).not.toContain('sk-typed')
    expect(problems).toEqual([])
  }, 60_000)

  it('shows an answer word by word as it comes, and stops it', async () => {
    let release = () => {}
    const hold = new Promise<void>(resolve => (release = resolve))
    endpoint.beforePiece = () => hold
    await page.goto(`${hub.url}/calls/replay?call=${encodeURIComponent('detailed/trace-0/trace-0-answer')}`)
    const answer = page.getByRole('region', { name: 'Answer' })
    const send = page.getByRole('button', { name: 'Send', exact: true })
    await page.getByLabel('Address of an API').fill(`${endpoint.origin}/v1`)
    await send.click()
    await answer.getByText('You', { exact: true }).waitFor()
    await answer.getByText(/^200, first word after/).waitFor()
    expect(await seriousFindings(page)).toEqual([])
    await page.getByRole('button', { name: 'Stop' }).click()
    await answer.getByText('stopped').waitFor()
    await answer.getByText('You', { exact: true }).waitFor()
    // before its server goes on: an answer that is written to its end was left by nobody
    await endpoint.left
    release()
    await send.click()
    await answer.getByText('You said:').waitFor()
    await answer.getByText(/tokens 11 → 7$/).waitFor()
    endpoint.beforePiece = async () => {}
    expect(problems).toEqual([])
  }, 60_000)

  it('shows recorded pictures and words in Markdown, and what was written', async () => {
    await page.goto(`${hub.url}/runs/detailed/traces/trace-1?span=trace-1-answer`)
    const picture = page.getByAltText('Picture in the message')
    await picture.waitFor()
    expect(await picture.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBe(8)
    await page.locator('.chat strong', { hasText: 'umbrella' }).waitFor()
    await page.getByRole('checkbox', { name: 'as it was written' }).check()
    await page.getByText('**umbrella**').waitFor()
    expect(problems).toEqual([])
  }, 60_000)

  it('shows what an endpoint refuses, and that it is not there', async () => {
    await page.goto(`${hub.url}/calls/replay?call=${encodeURIComponent('detailed/trace-0/trace-0-answer')}`)
    const answer = page.getByRole('region', { name: 'Answer' })
    await page.getByLabel('Address of an API').fill(endpoint.origin)
    endpoint.trouble = { status: 429, body: '{"error":{"message":"slow down"}}' }
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await answer.getByText('The endpoint answered 429.').waitFor()
    await answer.getByText('slow down').waitFor()
    await page.getByLabel('Address of an API').fill('http://127.0.0.1:9/v1')
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await answer.getByText(/http:\/\/127\.0\.0\.1:9 gave no answer/).waitFor()
    expect(await seriousFindings(page)).toEqual([])
    // the browser notes the hub's word that the endpoint failed
    expect(problems.every(problem => problem.includes('424'))).toBe(true)
  }, 60_000)
})
