import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { startHub, type Hub } from '@seetrain/hub'

const run = promisify(execFile)
const here = resolve('test/browser')

/** The real hub with the built dashboard, over a folder of its own. */
export class SampleHub {
  /** The folder that holds `.seetrain`. */
  readonly folder = mkdtempSync(join(tmpdir(), 'seetrain-sample-'))
  #hub: Hub | undefined

  /** With runs of every kind, in a repository that has a change. */
  static async withRuns(): Promise<SampleHub> {
    const sample = new SampleHub()
    await makeRepository(sample.folder)
    await runHere('sample/make-sample.ts', sample.folder)
    await sample.open()
    return sample
  }

  /** With what a program of this folder records; it is given the folder, then these numbers. */
  static async made(program: string, ...numbers: number[]): Promise<SampleHub> {
    const sample = new SampleHub()
    await runHere(program, sample.folder, ...numbers)
    await sample.open()
    return sample
  }

  static async empty(): Promise<SampleHub> {
    const sample = new SampleHub()
    await sample.open()
    return sample
  }

  get home(): string {
    return join(this.folder, '.seetrain')
  }

  get url(): string {
    return this.#hub!.url
  }

  /** Builds the dashboard when it is stale, then starts the hub. */
  async open(mode: 'local' | 'server' = 'local'): Promise<void> {
    await runHere('build-dashboard.mjs')
    this.#hub = await startHub({
      home: this.home,
      mode,
      webRoot: resolve('packages/web/dist'),
    })
    await this.#hub.caughtUp()
  }

  async caughtUp(): Promise<void> {
    await this.#hub?.caughtUp()
  }

  /** Ends the hub; what was recorded stays. */
  async stop(): Promise<void> {
    await this.#hub?.close()
  }

  async close(): Promise<void> {
    await this.stop()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** Runs a program of this folder; where it is told of a folder, in there. */
async function runHere(program: string, folder?: string, ...numbers: number[]): Promise<void> {
  const words = ['--conditions=@seetrain/source', join(here, program), ...(folder === undefined ? [] : [folder])]
  await run(process.execPath, [...words, ...numbers.map(String)], folder === undefined ? {} : { cwd: folder })
}

async function makeRepository(folder: string): Promise<void> {
  const git = (...words: string[]) =>
    run('git', ['-c', 'user.name=sample', '-c', 'user.email=sample@example.org', ...words], { cwd: folder })
  writeFileSync(join(folder, 'train.ini'), 'epochs = 10\nwidth = 128\n')
  writeFileSync(join(folder, '.gitignore'), '.seetrain/\n')
  await git('init', '-q', '-b', 'main')
  await git('add', '.')
  await git('commit', '-q', '-m', 'first')
  writeFileSync(join(folder, 'train.ini'), 'epochs = 50\nwidth = 256\naugment = crop, flip\n')
}
