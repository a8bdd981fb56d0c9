import { join } from 'node:path'
import { AppendFile, nodeFileSystem, type ConsoleRecord, type SinkRun } from '@seetrain/core'

/** Console lines, kept in a file of this machine: files of MLflow do not grow, they are replaced whole. */
export class ConsoleSpool {
  readonly #path: string
  #file: AppendFile | undefined
  #bytes: number
  #taken: number

  constructor({ runDir, open }: Pick<SinkRun, 'runDir' | 'open'>, bytes: number) {
    this.#path = join(runDir, 'mlflow', `console@${open.writer.id}.log`)
    this.#bytes = bytes
    this.#taken = bytes
  }

  get bytes(): number {
    return this.#bytes
  }

  add({ text }: ConsoleRecord): void {
    this.#file ??= new AppendFile(this.#path, this.#bytes, nodeFileSystem)
    this.#file.append(`${text}\n`)
    this.#bytes = this.#file.position
  }

  /** Forgets what came behind this many bytes: the batch that brought it comes again. */
  rewind(bytes: number): void {
    if (bytes === this.#bytes) return
    this.close()
    this.#bytes = bytes
  }

  /** The whole text, when there is more than the last time. */
  take(): string | undefined {
    if (this.#taken === this.#bytes) return undefined
    this.#taken = this.#bytes
    return Buffer.from(nodeFileSystem.readFile(this.#path)).subarray(0, this.#bytes).toString('utf8')
  }

  close(): void {
    this.#file?.close()
    this.#file = undefined
  }
}
