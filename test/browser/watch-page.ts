import type { Page } from 'playwright-core'

/** Notes of the browser's own that say nothing about the page. */
const HARMLESS = /GL Driver Message|GPU stall due to ReadPixels|Dropping "fit-|software WebGL/i

/** What the page said on its console that it should not, and what it failed at. */
export function watchPage(page: Page): string[] {
  const problems: string[] = []
  page.on('console', message => {
    if (['error', 'warning'].includes(message.type()) && !HARMLESS.test(message.text())) problems.push(message.text())
  })
  page.on('pageerror', error => problems.push(error.message))
  page.on('response', response => {
    if (response.status() >= 400) problems.push(`${response.status()} ${response.url()}`)
  })
  return problems
}
