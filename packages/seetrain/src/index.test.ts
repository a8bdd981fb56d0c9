import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

const ROOT = join(__dirname, '../../..')

/** The files and packages that a program loads, and what it prints. */
function loadedBy(code: string, words: readonly string[] = []): string {
  const record = `
    import { registerHooks } from 'node:module'
    registerHooks({ load: (url, context, next) => (process.stderr.write(url + '\\n'), next(url, context)) })
    ${code}`
  const command = `exec "$0" --conditions=@seetrain/source --input-type=module -e "$1" seetrain ${words.join(' ')} 2>&1`
  return execFileSync('sh', ['-c', command, process.execPath, record], { cwd: ROOT, encoding: 'utf8' })
}

test('trap 30: the import knows every framework and sink, and loads none', () => {
  const loaded = loadedBy(`
    const { listIntegrations, listSinks } = await import('seetrain')
    console.log(listIntegrations().join(), listSinks().join())`)
  expect(loaded).toMatch(/tfjs.* .*csv,.*hub,.*jsonl,.*memory/)
  expect(loaded).toContain('packages/core/src/session.ts')
  expect(loaded).not.toMatch(
    /adapters\/src\/(callback|tracker|visbackend)\/|sinks\/src\/(csv|hub|jsonl|memory)|tensorflow|commander|node_modules\/(openai|@anthropic-ai|@google|ai)\//,
  )
})

test('the import knows every SDK, and to listen to one loads none', () => {
  const loaded = loadedBy(`
    const seetrain = await import('seetrain')
    console.log(seetrain.listIntegrations().includes('openai'), typeof seetrain.enableOpenaiAutolog, 'imported')
    console.log(seetrain.init('openai', { mode: 'disabled' }).framework)
    await import('openai')`)
  const [imported = '', listening = '', loading = ''] = loaded.split(/true function imported|^openai$/m)
  expect(imported + listening).not.toContain('node_modules/openai/')
  expect(loading).toContain('node_modules/openai/')
})

test('a sink is loaded when it is used', () => {
  const loaded = loadedBy(`
    const { createSink } = await import('seetrain')
    console.log(createSink('csv').id)`)
  expect(loaded).toContain('sinks/src/csv.ts')
  expect(loaded).not.toContain('sinks/src/memory.ts')
})

test('the command loads what the words ask for', () => {
  const start =
    "const { main } = await import('./packages/seetrain/src/cli/main.ts'); await main(process.argv.slice(2))"
  const version = loadedBy(start, ['--version'])
  expect(version).toMatch(/^\d+\.\d+\.\d+$/m)
  expect(version).not.toContain('packages/core/')
  const listing = loadedBy(start, ['ls', '--dir', '/'])
  expect(listing).toContain('cli/commands/ls.ts')
  expect(listing).not.toMatch(/cli\/commands\/(?!ls)|packages\/sinks\//)
})
