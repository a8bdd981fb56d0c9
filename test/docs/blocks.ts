import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A block of code in a page. `line` is that of its first line of code. */
export interface Block {
  page: string
  line: number
  language: 'ts' | 'sh'
  code: string
  /** `ts` blocks run unless marked `no-run`; `sh` blocks run when marked `run`. */
  runs: boolean
}

/** Blocks that run one after the other in one folder: a `ts` block and the `sh` blocks that follow it on the page. */
export type Chain = Block[]

const FENCE = /^```(ts|sh)((?: [\w-]+)*)\n([\s\S]*?)^```$/gm

/** Every `ts` and `sh` block of README.md and docs/, in the order of the pages. */
export function readBlocks(root: string): Block[] {
  const pages = globSync(['README.md', 'docs/**/*.md'], { cwd: root }).toSorted()
  return pages.flatMap(page => blocksOf(page, readFileSync(join(root, page), 'utf8')))
}

export function blocksOf(page: string, markdown: string): Block[] {
  return [...markdown.matchAll(FENCE)].map(match => {
    const [, language, words = '', code = ''] = match
    const line = markdown.slice(0, match.index).split('\n').length + 1
    const marks = words.split(' ').filter(Boolean)
    const unknown = marks.find(mark => mark !== (language === 'ts' ? 'no-run' : 'run'))
    if (unknown !== undefined)
      throw new Error(`${page}:${line - 1}: unknown mark "${unknown}". Blocks are marked \`ts no-run\` or \`sh run\`.`)
    return {
      page,
      line,
      language: language as Block['language'],
      code,
      runs: language === 'ts' ? marks.length === 0 : marks.length > 0,
    }
  })
}

export function chainsOf(blocks: Block[]): Chain[] {
  const chains: Chain[] = []
  for (const block of blocks.filter(({ runs }) => runs)) {
    const last = chains.at(-1)
    if (block.language === 'sh' && last?.[0]?.page === block.page) last.push(block)
    else chains.push([block])
  }
  return chains
}
