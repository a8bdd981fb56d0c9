import { spawn } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export const root = join(__dirname, '../..')

export interface Outcome {
  code: number
  output: string
  lastLine: string
}

/** A folder with this workspace's scripts and whatever a test puts beside them, as if it were a clone. */
export class TemporaryWorkspace {
  readonly path = mkdtempSync(join(tmpdir(), 'seetrain-workspace-'))

  constructor(files: Record<string, string> = {}) {
    cpSync(join(root, 'scripts'), join(this.path, 'scripts'), { recursive: true })
    for (const [path, content] of Object.entries(files)) this.write(path, content)
  }

  /** Takes what this workspace installed, and the files that say so. */
  withPackages(): this {
    symlinkSync(join(root, 'node_modules'), join(this.path, 'node_modules'))
    return this.withFiles('package.json', 'package-lock.json')
  }

  withFiles(...paths: string[]): this {
    for (const path of paths) cpSync(join(root, path), join(this.path, path), { recursive: true })
    return this
  }

  write(path: string, content: string): void {
    mkdirSync(dirname(join(this.path, path)), { recursive: true })
    writeFileSync(join(this.path, path), content)
  }

  writeProgram(path: string, lines: string): void {
    this.write(path, `#!/bin/sh\n${lines}\n`)
    chmodSync(join(this.path, path), 0o755)
  }

  read(path: string): string {
    return readFileSync(join(this.path, path), 'utf8')
  }

  /**
   * Runs one of the scripts, to its end or until it printed what `interruptAt` says. Its environment is this process's
   * without what npm and jest put there.
   */
  run(
    script: string,
    args: string[] = [],
    {
      env = {},
      node = process.execPath,
      interruptAt,
    }: { env?: Record<string, string>; node?: string; interruptAt?: string } = {},
  ): Promise<Outcome> {
    return new Promise(resolve => {
      const child = spawn(node, [join(this.path, script), ...args], {
        cwd: this.path,
        env: { ...plainEnvironment(), ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      let output = ''
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', text => {
          output += text
          if (interruptAt !== undefined && output.includes(interruptAt)) child.kill('SIGINT')
        })
      }
      child.on('close', code =>
        resolve({ code: code ?? -1, output, lastLine: output.trimEnd().split('\n').at(-1) ?? '' }),
      )
    })
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}

function plainEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|JEST_|SEETRAIN_|NODE_ENV$|NODE_OPTIONS$)/.test(name),
  )
  return Object.fromEntries(kept)
}
