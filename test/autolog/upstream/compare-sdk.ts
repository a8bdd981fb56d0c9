// compare-sdk.ts <folder> [parts of paths]: the tests and the examples that an SDK's sources bring, with autolog off and on.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compareExamples } from './compare-examples.ts'
import { compareTests } from './compare-tests.ts'
import { isSame, tell } from './comparison.ts'
import { readSources } from './sdk-sources.ts'

const [folder = '', ...files] = process.argv.slice(2)
const sources = readSources(folder)
const scratch = mkdtempSync(join(tmpdir(), 'seetrain-upstream-'))
const say = (words: string): void => console.error(words)
try {
  const comparisons = [
    await compareTests(sources, { scratch, files, say }),
    await compareExamples(sources, { scratch, files, say }),
  ]
  console.log(tell(sources, comparisons))
  process.exitCode = comparisons.every(isSame) ? 0 : 1
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
