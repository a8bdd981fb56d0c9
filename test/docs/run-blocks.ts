import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { Block, Chain } from './blocks.ts'

const LIMIT_MS = 120_000
/** Sources are read unbuilt, through the export condition. */
const CONDITION = '--conditions=@seetrain/source'

/** Where blocks become files: inside the workspace, so that they import what the workspace installed. */
export class BlockFolder {
  readonly path: string
  readonly #root: string

  constructor(root: string) {
    mkdirSync(join(root, '.cache'), { recursive: true })
    this.#root = root
    this.path = mkdtempSync(join(root, '.cache', 'docs-'))
  }

  /** Writes a `ts` block so that its lines have the numbers they have on the page; a module even without an import. */
  write(block: Block): string {
    const path = join(this.path, fileNameOf(block))
    writeFileSync(path, `${'\n'.repeat(block.line - 1)}${block.code}\nexport {}\n`)
    return path
  }

  /** Type-checks what was written. Returns complaints that name page and line; those about other files are not ours. */
  async check(blocks: Block[]): Promise<string[]> {
    const config = join(this.path, 'tsconfig.json')
    const compilerOptions = { noUnusedLocals: false, noUnusedParameters: false, types: ['node'] }
    writeFileSync(config, JSON.stringify({ extends: '../../tsconfig.tests.json', compilerOptions, include: ['*.ts'] }))
    const tsc = join(this.#root, 'node_modules/typescript/bin/tsc')
    const { code, output } = await runProgram(process.execPath, [tsc, '-p', config, '--pretty', 'false'], {
      cwd: this.path,
    })
    if (code !== 0 && output.trim() === '') return [`tsc ended with exit code ${code}`]
    const complaints = output.split('\n').filter(line => line !== '' && !/^(\.\.\/| )/.test(line))
    return complaints.map(line => nameThePage(line, blocks))
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}

/** Runs a chain in a folder of its own, up to the first block that fails. Returns the complaint about it. */
export async function runChain(chain: Chain, files: BlockFolder, root: string): Promise<string | undefined> {
  const home = mkdtempSync(join(tmpdir(), 'seetrain-docs-'))
  const path = [commandFolder(home, root), process.env.PATH].join(delimiter)
  try {
    for (const block of chain) {
      const [program, args] = commandOf(block, files)
      const { code, output } = await runProgram(program, args, {
        cwd: home,
        env: { ...process.env, SEETRAIN_DIR: home, PATH: path },
      })
      if (code !== 0) return `${block.page}:${block.line}: exit code ${code}\n${nameThePage(output, chain)}`
    }
    return undefined
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

function commandOf(block: Block, files: BlockFolder): [program: string, args: string[]] {
  if (block.language === 'sh') return ['sh', ['-e', '-c', block.code]]
  return [process.execPath, [CONDITION, join(files.path, fileNameOf(block))]]
}

/** A folder for the path with `seetrain` and `npx seetrain` as a reader would have them after installing. */
function commandFolder(home: string, root: string): string {
  const folder = join(home, '.commands')
  mkdirSync(folder, { recursive: true })
  const command = `exec "${process.execPath}" ${CONDITION} "${join(root, 'packages/seetrain/src/cli.ts')}" "$@"`
  const npx = `[ "$1" = seetrain ] || { echo "npx $1: only seetrain is run here" >&2; exit 1; }\nshift\n${command}`
  for (const [name, lines] of [
    ['seetrain', command],
    ['npx', npx],
  ] as const) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${lines}\n`)
    chmodSync(join(folder, name), 0o755)
  }
  return folder
}

function fileNameOf({ page, line }: Block): string {
  return `${page.replaceAll(/[^\w]+/g, '-')}-${line}.ts`
}

function nameThePage(text: string, blocks: Block[]): string {
  return blocks.reduce((named, block) => named.replaceAll(fileNameOf(block), block.page), text)
}

interface Outcome {
  code: number
  output: string
}

function runProgram(
  program: string,
  args: string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv },
): Promise<Outcome> {
  return new Promise(resolve => {
    const child = spawn(program, args, {
      ...options,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => (output += text))
    child.on('error', error => resolve({ code: 127, output: error.message }))
    child.on('close', (code, signal) =>
      resolve({
        code: code ?? 1,
        output: signal === null ? output : `${output}\nended by ${signal}; the limit is ${LIMIT_MS / 1000} s`,
      }),
    )
  })
}
