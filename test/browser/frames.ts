import type { Page } from 'playwright-core'

/** The longest time between two frames while something is done, in milliseconds. */
export async function longestFrame(page: Page, work: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    const watch = { longest: 0, last: performance.now(), on: true }
    Object.assign(window, { watch })
    const step = (now: number) => {
      watch.longest = Math.max(watch.longest, now - watch.last)
      watch.last = now
      if (watch.on) requestAnimationFrame(step)
    }
    requestAnimationFrame(step)
  })
  await work()
  return page.evaluate(() => {
    const { watch } = window as unknown as { watch: { longest: number; on: boolean } }
    watch.on = false
    return watch.longest
  })
}
