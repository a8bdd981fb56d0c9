/** Does one step of a longer job: a line that counts seconds on a terminal, and one line when it is done anywhere. */
export async function showProgress(words, work, { out = process.stderr } = {}) {
  const started = Date.now()
  const seconds = () => `${((Date.now() - started) / 1000).toFixed(1)} s`
  const rewrite = text => out.write(`\r\x1b[2K${text}`)
  const timer = out.isTTY ? setInterval(() => rewrite(`  ${words} … ${seconds()}`), 200) : undefined
  try {
    const result = await work()
    if (timer) rewrite('')
    out.write(`✓ ${words} (${seconds()})\n`)
    return result
  } catch (error) {
    if (timer) rewrite('')
    out.write(`✗ ${words} (${seconds()})\n`)
    throw error
  } finally {
    clearInterval(timer)
  }
}
