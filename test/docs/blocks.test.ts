import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { blocksOf, chainsOf, readBlocks, type Block } from './blocks.ts'
import { BlockFolder, runChain } from './run-blocks.ts'

const root = join(__dirname, '../..')
const fence = '```'

describe('blocksOf', () => {
  it('takes ts and sh blocks with the line of their first line of code', () => {
    const page = `# Title\n\n${fence}ts\nlet a\n${fence}\n\n${fence}json\n{}\n${fence}\n${fence}sh run\nseetrain ls\n${fence}\n`
    expect(blocksOf('docs/a.md', page)).toEqual([
      { page: 'docs/a.md', line: 4, language: 'ts', code: 'let a\n', runs: true },
      { page: 'docs/a.md', line: 11, language: 'sh', code: 'seetrain ls\n', runs: true },
    ])
  })

  it('leaves unmarked sh blocks and ts no-run blocks unrun', () => {
    const page = `${fence}sh\nnpm start\n${fence}\n${fence}ts no-run\nlet a\n${fence}\n`
    expect(blocksOf('README.md', page).map(({ runs }) => runs)).toEqual([false, false])
  })

  it('refuses a mark that it does not know, naming the line', () => {
    expect(() => blocksOf('README.md', `\n${fence}ts norun\n${fence}\n`)).toThrow('README.md:2: unknown mark "norun"')
  })
})

it('finds pages in README.md and below docs/', () => {
  const folder = mkdtempSync(join(tmpdir(), 'seetrain-pages-'))
  mkdirSync(join(folder, 'docs/deep'), { recursive: true })
  for (const page of ['README.md', 'docs/deep/a.md', 'OTHER.md'])
    writeFileSync(join(folder, page), `${fence}ts\n1\n${fence}\n`)
  expect(readBlocks(folder).map(({ page }) => page)).toEqual(['README.md', 'docs/deep/a.md'])
  rmSync(folder, { recursive: true })
})

it('runs the sh blocks that follow a ts block on its page in its folder', () => {
  const [first, second, third] = [ts('a.md', 1), sh('a.md', 5), ts('b.md', 1)]
  expect(chainsOf([first, second, third])).toEqual([[first, second], [third]])
  expect(chainsOf([sh('c.md', 1)])).toHaveLength(1)
})

describe('running', () => {
  const files = new BlockFolder(root)
  afterAll(() => files.remove())

  it('keeps a chain in one folder of its own', async () => {
    const write = ts(
      'a.md',
      2,
      "import { writeFileSync } from 'node:fs'\nwriteFileSync(`${process.env.SEETRAIN_DIR}/seen`, 'x')\n",
    )
    files.write(write)
    expect(await runChain([write, sh('a.md', 9, 'test -f "$SEETRAIN_DIR/seen"')], files, root)).toBeUndefined()
    expect(await runChain([sh('a.md', 9, 'test -f "$SEETRAIN_DIR/seen"')], files, root)).toContain(
      'a.md:9: exit code 1',
    )
  })

  it('names page and line of a block that throws', async () => {
    const block = ts('docs/b.md', 41, 'const answer: number = 42\nthrow new Error(`no ${answer}`)\n')
    files.write(block)
    const complaint = await runChain([block], files, root)
    expect(complaint).toContain('docs/b.md:41: exit code 1')
    expect(complaint).toContain('docs/b.md:42')
  })

  it('names page and line of a block that does not type-check', async () => {
    const block = ts('docs/c.md', 7, 'const count: number = "three"\n')
    files.write(block)
    const complaints = await files.check([block])
    expect(complaints).toEqual([expect.stringContaining('docs/c.md(7,7): error TS2322')])
  }, 60_000)
})

function ts(page: string, line: number, code = ''): Block {
  return { page, line, language: 'ts', code, runs: true }
}

function sh(page: string, line: number, code = ''): Block {
  return { page, line, language: 'sh', code, runs: true }
}
