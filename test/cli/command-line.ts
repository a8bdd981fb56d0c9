import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { init, type InitOptions, type Run } from '@seetrain/core'

const ROOT = join(__dirname, '../..')
const SOURCES = '--conditions=@seetrain/source'
const CLI = join(ROOT, 'packages/seetrain/src/cli.ts')

// each test starts several processes, and the machine may have other work
jest.setTimeout(60_000)

export interface Outcome {
  code: number | null
  stdout: string
  stderr: string
}

/** A folder for runs of one test file, and the command as a person in that folder would use it. */
export class CommandLine {
  readonly folder = mkdtempSync(join(tmpdir(), 'seetrain-cli-'))

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** Runs `seetrain` with these words. Nothing of the environment of the tests reaches it. */
  run(words: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Outcome> {
    return this.spawn(process.execPath, [SOURCES, CLI, ...words], environment)
  }

  /** Runs a line of shell, in which `seetrain` is the command. */
  shell(line: string, environment: NodeJS.ProcessEnv = {}): Promise<Outcome> {
    return this.spawn(
      'sh',
      ['-c', `seetrain() { "${process.execPath}" ${SOURCES} "${CLI}" "$@"; }\n${line}`],
      environment,
    )
  }

  /** The words that start the command, for a program that runs it on a terminal. */
  get commandWords(): string {
    return `${process.execPath} ${SOURCES} ${CLI}`
  }

  spawn(program: string, words: readonly string[], environment: NodeJS.ProcessEnv): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      // what the command starts takes the sources, too: nothing here waits for a build
      const env = { PATH: process.env['PATH'], HOME: this.folder, TZ: 'UTC', NODE_OPTIONS: SOURCES, ...environment }
      const child = spawn(program, words, { cwd: this.folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
      let stdout = ''
      let stderr = ''
      child.stdout.setEncoding('utf8').on('data', text => (stdout += text))
      child.stderr.setEncoding('utf8').on('data', text => (stderr += text))
      child.on('error', reject)
      child.on('close', code => resolve({ code, stdout, stderr }))
    })
  }

  /** A run of this process that records nothing by itself. */
  start(options: InitOptions = {}): Run {
    const quiet = { captureConsole: false, captureEnvironment: false, systemMonitor: false }
    return init({ dir: this.folder, ...options, settings: { ...quiet, ...options.settings } })
  }

  /** Runs a program of `fixtures/` until it says a line, and hands it over. */
  async fixture(name: string, words: readonly string[] = []): Promise<Fixture> {
    const path = join(__dirname, 'fixtures', name)
    const env = { PATH: process.env['PATH'], HOME: this.folder, SEETRAIN_DIR: this.folder }
    const child = spawn(process.execPath, [SOURCES, path, ...words], {
      cwd: this.folder,
      env,
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    const closed = new Promise<void>(resolve => child.on('close', () => resolve()))
    const id = await new Promise<string>((resolve, reject) => {
      let text = ''
      child.stdout.setEncoding('utf8').on('data', (piece: string) => {
        text += piece
        const said = /^ready (\S+)$/m.exec(text)?.[1]
        if (said !== undefined) resolve(said)
      })
      child.on('close', () => reject(new Error(`${name} ended without being ready: ${text}`)))
    })
    return {
      id,
      say: text => void child.stdin.write(`${text}\n`),
      end: () => (child.stdin.end(), closed),
      kill: () => (child.kill('SIGKILL'), closed),
    }
  }
}

export interface Fixture {
  id: string
  /** Hands it a line on stdin. */
  say(text: string): void
  /** Lets it finish its run. */
  end(): Promise<void>
  /** Ends it as a crash of the machine would. */
  kill(): Promise<void>
}
