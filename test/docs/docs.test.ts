import { join } from 'node:path'
import { chainsOf, readBlocks, type Chain } from './blocks.ts'
import { BlockFolder, runChain } from './run-blocks.ts'

const AT_ONCE = 2
const LIMIT_MS = 10 * 60_000
const root = join(__dirname, '../..')
const blocks = readBlocks(root)
const chains = chainsOf(blocks)
const files = new BlockFolder(root)
const runs: Promise<string | undefined>[] = []

beforeAll(() => {
  for (const block of blocks) if (block.language === 'ts') files.write(block)
  // each test awaits its own chain; here they start, each when the one two places before it has ended
  for (const [index, chain] of chains.entries()) {
    runs.push(Promise.allSettled([runs[index - AT_ONCE]]).then(() => runChain(chain, files, root)))
  }
})

afterAll(async () => {
  // all chains are started, also those that a filter leaves out
  await Promise.allSettled(runs)
  files.remove()
}, LIMIT_MS)

it('finds the pages and their code', () => {
  expect(blocks.map(({ page }) => page)).toContain('docs/errors.md')
})

it(
  'type-checks every ts block',
  async () => {
    expect(await files.check(blocks)).toEqual([])
  },
  LIMIT_MS,
)

it.each(chains.map((chain, index) => ({ name: nameOf(chain), index })))(
  'runs $name',
  async ({ index }) => {
    expect(await runs[index]).toBeUndefined()
  },
  LIMIT_MS,
)

function nameOf(chain: Chain): string {
  return `${chain[0]?.page}:${chain.map(({ line }) => line).join(', ')}`
}
