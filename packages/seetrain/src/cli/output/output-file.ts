import { closeSync, openSync, realpathSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { CommandError } from '../command-error.ts'
import { errorLine } from './error-line.ts'

/**
 * A file that takes its name when it is complete: what stood there before stays until then, and for good when writing
 * fails. Pipes and devices are written as they are.
 */
export class OutputFile {
  readonly #target: string
  readonly #draft: string | undefined
  readonly #descriptor: number

  constructor(path: string) {
    const stat = statSync(path, { throwIfNoEntry: false })
    if (stat?.isDirectory()) throw refusal(path, 'is a folder')
    this.#target = stat === undefined ? path : realpathSync(path)
    const isSpecial = stat !== undefined && !stat.isFile()
    this.#draft = isSpecial ? undefined : join(dirname(this.#target), `.${basename(this.#target)}.${process.pid}.part`)
    this.#descriptor = attempt(path, () => openSync(this.#draft ?? this.#target, 'w'))
  }

  write(piece: string | Uint8Array): void {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece
    let at = 0
    while (at < bytes.length) at += attempt(this.#target, () => writeSync(this.#descriptor, bytes, at))
  }

  complete(): void {
    closeSync(this.#descriptor)
    if (this.#draft !== undefined) attempt(this.#target, () => renameSync(this.#draft!, this.#target))
  }

  abandon(): void {
    closeSync(this.#descriptor)
    if (this.#draft !== undefined) rmSync(this.#draft, { force: true })
  }
}

function attempt<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw refusal(path, `can not be written (${errorLine(error)})`)
  }
}

function refusal(path: string, reason: string): CommandError {
  return new CommandError(
    'failure',
    `output: ${path} ${reason}. Name a file in a folder that exists and may be written.`,
  )
}
