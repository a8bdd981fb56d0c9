import { join } from 'node:path'
import type { Clock, FileSystem, Logger } from '@seetrain/core'
import { writeWhole } from '../write-whole.ts'

export interface AuditEntry {
  time: number
  /** The token's person and name, the address of whoever had none, or who gave a command on the hub's own machine. */
  who: string
  action: string
  target?: string
  [detail: string]: unknown
}

export interface AuditLogParts {
  /** The folder `.seetrain`. */
  home: string
  fileSystem: FileSystem
  clock: Clock
  logger: Logger
}

const LARGEST_BYTES = 16 * 1024 * 1024

/** Who changed what: a line of JSON each, in `hub/audit.jsonl`. The file before it is kept when it has become large. */
export class AuditLog {
  readonly #path: string
  readonly #parts: AuditLogParts

  constructor(parts: AuditLogParts) {
    this.#path = join(parts.home, 'hub', 'audit.jsonl')
    this.#parts = parts
  }

  /** Never throws: a full disk must not stop whoever wants to make room. */
  write(who: string, action: string, details: { [detail: string]: unknown } = {}): void {
    const { clock, logger } = this.#parts
    try {
      this.#append(`${JSON.stringify({ time: clock.now(), who, action, ...details })}\n`)
    } catch (error) {
      logger.warn(`${this.#path}: not written: ${String(error)}`)
    }
  }

  /** The newest first. */
  read(limit: number): AuditEntry[] {
    const entries: AuditEntry[] = []
    for (const path of [this.#path, `${this.#path}.1`]) {
      for (const line of this.#lines(path).reverse()) {
        if (entries.length === limit) return entries
        const entry = parseLine(line)
        if (entry !== undefined) entries.push(entry)
      }
    }
    return entries
  }

  #append(line: string): void {
    const { fileSystem } = this.#parts
    fileSystem.makeFolder(join(this.#path, '..'))
    if ((fileSystem.stat(this.#path)?.size ?? 0) > LARGEST_BYTES) fileSystem.rename(this.#path, `${this.#path}.1`)
    const descriptor = fileSystem.open(this.#path, 'a')
    try {
      const bytes = new TextEncoder().encode(line)
      writeWhole(fileSystem, descriptor, bytes, fileSystem.size(descriptor))
    } finally {
      fileSystem.close(descriptor)
    }
  }

  #lines(path: string): string[] {
    const { fileSystem } = this.#parts
    if (fileSystem.stat(path) === undefined) return []
    return Buffer.from(fileSystem.readFile(path)).toString().split('\n')
  }
}

// the last line may be cut off
function parseLine(line: string): AuditEntry | undefined {
  try {
    return JSON.parse(line) as AuditEntry
  } catch {
    return undefined
  }
}
