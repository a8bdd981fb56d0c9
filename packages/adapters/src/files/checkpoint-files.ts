import { statSync } from 'node:fs'
import { basename } from 'node:path'
import { Artifact, type Run } from '@seetrain/core'

export interface Checkpoint {
  /** A file, or a folder of them. */
  path: string
  aliases: string[]
  metadata?: object
  step?: number
}

/** Logs what a framework saved as versions of one artifact, each state of a file once. */
export class CheckpointFiles {
  readonly #run: Run
  readonly #name: string
  /** Size and time of each file when it was logged. */
  readonly #logged = new Map<string, string>()

  constructor(run: Run, name = `checkpoint-${run.id}`) {
    this.#run = run
    this.#name = name
  }

  /** Logs those that changed since they were logged last, oldest first. */
  log(checkpoints: readonly Checkpoint[]): void {
    const changed = checkpoints
      .map(checkpoint => ({ checkpoint, ...stateOf(checkpoint.path) }))
      .filter(({ checkpoint, signature }) => this.#logged.get(checkpoint.path) !== signature)
      .sort((a, b) => a.time - b.time)
    for (const { checkpoint, signature, isFolder } of changed) {
      this.#logOne(checkpoint, isFolder)
      this.#logged.set(checkpoint.path, signature)
    }
  }

  #logOne({ path, aliases, metadata, step }: Checkpoint, isFolder: boolean): void {
    const artifact = new Artifact(this.#name, 'checkpoint', { metadata: { file: basename(path), ...metadata } })
    this.#run.logArtifact(isFolder ? artifact.addDirectory(path) : artifact.addFile(path), {
      aliases,
      ...(step !== undefined && { step }),
    })
  }
}

function stateOf(path: string): { time: number; signature: string; isFolder: boolean } {
  const stat = statSync(path)
  return { time: stat.mtimeMs, signature: `${stat.size} ${stat.mtimeMs}`, isFolder: stat.isDirectory() }
}
