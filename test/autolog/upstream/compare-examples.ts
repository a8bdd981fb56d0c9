import { listRuns, nodeFileSystem, readRun, runFolder } from '@seetrain/core'
import { join } from 'node:path'
import { FakeServer } from '../fake-server.ts'
import type { CompareOptions } from './compare-tests.ts'
import { differences, type Comparison } from './comparison.ts'
import { exampleFiles, runExample } from './own-examples.ts'
import type { SdkSources } from './sdk-sources.ts'

/** An SDK's published examples, each as a program of its own, against a server that answers as the provider does. */
export async function compareExamples(
  sources: SdkSources,
  { scratch, files, say }: CompareOptions,
): Promise<Comparison> {
  const server = await FakeServer.start()
  const env = { ...process.env, SEETRAIN_DIR: scratch, SEETRAIN_SYSTEM_MONITOR: 'false' }
  const [bare, watched] = [new Map<string, string>(), new Map<string, string>()]
  let well = 0
  try {
    for (const file of exampleFiles(sources).filter(file => isChosen(file, files))) {
      say(`Example ${file}, autolog off and on …`)
      const options = { scratch, server, env }
      const { seen, isWell } = await runExample(sources, file, { ...options, watched: false })
      bare.set(file, seen)
      watched.set(file, (await runExample(sources, file, { ...options, watched: true })).seen)
      if (isWell) well++
    }
  } finally {
    await server.stop()
  }
  const calls = callsIn(join(scratch, '.seetrain'))
  const different = differences(bare, watched)
  return { what: 'examples', total: bare.size, well, different, unsteady: [], calls, failures: 0 }
}

function isChosen(file: string, parts: readonly string[]): boolean {
  return parts.length === 0 || parts.some(part => join('examples', file).includes(part))
}

function callsIn(home: string): number {
  return listRuns(home, nodeFileSystem)
    .flatMap(id => [...readRun(runFolder(home, id), nodeFileSystem)])
    .filter(({ record }) => record.kind === 'span').length
}
