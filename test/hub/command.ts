import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'

const ROOT = join(__dirname, '../..')
const SOURCES = '--conditions=@seetrain/source'
const CLI = join(ROOT, 'packages/seetrain/src/cli.ts')

/** A command that goes on until it is told to end. */
export class Command {
  readonly child: ChildProcess
  readonly closed: Promise<number | null>
  stdout = ''
  stderr = ''

  private constructor(words: readonly string[], environment: NodeJS.ProcessEnv) {
    const env = { PATH: process.env['PATH'], HOME: '/nonexistent', ...environment }
    this.child = spawn(process.execPath, [SOURCES, ...words], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] })
    this.child.stdout!.setEncoding('utf8').on('data', (text: string) => (this.stdout += text))
    this.child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.stderr += text))
    this.closed = new Promise(resolve => this.child.on('close', code => resolve(code)))
  }

  static seetrain(words: readonly string[], environment: NodeJS.ProcessEnv = {}): Command {
    return new Command([CLI, ...words], environment)
  }

  static program(name: string, words: readonly string[], environment: NodeJS.ProcessEnv = {}): Command {
    return new Command([join(__dirname, 'fixtures', name), ...words], environment)
  }

  /** Resolves with the address that it prints when it accepts requests. */
  listening(): Promise<string> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const url = /^listening on (\S+)$/m.exec(this.stdout)?.[1]
        if (url !== undefined) resolve(url)
      }
      this.child.stdout!.on('data', look)
      void this.closed.then(code => reject(new Error(`ended with ${code} before it listened: ${this.stderr}`)))
      look()
    })
  }

  end(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal)
    return this.closed
  }
}
