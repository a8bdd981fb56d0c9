import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { FakeServer, json } from '../fake-server.ts'
import { differences, type Comparison, type Difference, type Outcomes } from './comparison.ts'
import type { Heard } from './listen.ts'
import { runOwnTests } from './own-tests.ts'
import type { SdkSources } from './sdk-sources.ts'

export interface CompareOptions {
  scratch: string
  /** Parts of paths; all when empty. */
  files: readonly string[]
  /** Tells what is being done. */
  say: (words: string) => void
}

/** What differs is run so often again. */
const ROUNDS = 2

/** An SDK's own tests. Those of its resources ask a server, for which any answer will do that is one. */
export async function compareTests(sources: SdkSources, { scratch, files, say }: CompareOptions): Promise<Comparison> {
  const server = await FakeServer.start()
  server.answer((request, response) => resourceAnswer(request.path)(request, response))
  const notes = join(scratch, 'notes.jsonl')
  const env = {
    ...process.env,
    TEST_API_BASE_URL: server.url,
    UPSTREAM_ENTRY: sources.entry,
    UPSTREAM_AUTOLOG: await bundleAutolog(scratch),
    UPSTREAM_NOTES: notes,
  }
  const run = (watched: boolean, files: readonly string[]): Promise<Outcomes> => {
    say(`Tests of ${sources.name} ${sources.version}, autolog ${watched ? 'on' : 'off'} …`)
    return runOwnTests(sources, { scratch, env, watched, files })
  }
  try {
    const bare = await run(false, files)
    const watched = await run(true, files)
    const { calls, failures } = heard(notes)
    const { different, unsteady } = await settle(differences(bare, watched), run)
    const well = [...bare.values()].filter(status => status === 'passed').length
    return { what: 'tests', total: bare.size, well, different, unsteady, calls, failures }
  } finally {
    await server.stop()
  }
}

/** The members that SDKs add to an answer need an answer of their kind. */
function resourceAnswer(path: string) {
  return path.includes('_stainless_unknown_path') ? json({}, { status: 404 }) : json({ object: 'response', output: [] })
}

/** Some tests measure times. A difference that does not come again is none of autolog's. */
async function settle(
  found: Difference[],
  run: (watched: boolean, files: readonly string[]) => Promise<Outcomes>,
): Promise<Pick<Comparison, 'different' | 'unsteady'>> {
  let different = found
  for (let round = 0; round < ROUNDS && different.length > 0; round++) {
    const files = [...new Set(different.map(({ name }) => name.split(' › ')[0]!))]
    const again = new Set(differences(await run(false, files), await run(true, files)).map(({ name }) => name))
    different = different.filter(({ name }) => again.has(name))
  }
  const stays = new Set(different)
  return { different, unsteady: found.filter(one => !stays.has(one)).map(({ name }) => name) }
}

/** One file that any runner's sandbox can load as it is, whatever it does to other files. */
async function bundleAutolog(scratch: string): Promise<string> {
  const { build } = await import('esbuild')
  const outfile = join(scratch, 'autolog.cjs')
  const core = createRequire(import.meta.url).resolve('@seetrain/core')
  await build({
    entryPoints: [join(import.meta.dirname, 'listen.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    conditions: ['@seetrain/source'],
    define: { 'import.meta.url': JSON.stringify(pathToFileURL(core).href) },
    logLevel: 'silent',
  })
  return outfile
}

function heard(notes: string): Heard {
  const lines = existsSync(notes) ? readFileSync(notes, 'utf8').trim().split('\n') : []
  const files = lines.map(line => JSON.parse(line) as Heard)
  const sum = (member: keyof Heard): number => files.reduce((total, file) => total + file[member], 0)
  return { calls: sum('calls'), failures: sum('failures') }
}
