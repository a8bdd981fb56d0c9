import { openAsBlob } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nodeFileSystem, type BlobRef, type FileSystem, type SinkRun } from '@seetrain/core'
import type { BlobReader } from '../files/blob-reader.ts'
import type { MlflowConnection } from './mlflow-connection.ts'

export interface RunFilesOptions {
  connection: MlflowConnection
  /** Where MLflow wants the files of the run. */
  artifactUri: string
  /** Whether the server's files are ours too. */
  sameMachine: boolean
  blobs: BlobReader
  run: Pick<SinkRun, 'signal' | 'logger'>
  fileSystem?: FileSystem
}

type Content = { blob: BlobRef } | { text: string }

/** The files of a run on the other side. The same path again replaces a file. */
export class RunFiles {
  readonly #options: RunFilesOptions
  readonly #root: { path: string } | { folder: string } | undefined
  /** Uploads that go on, although the attempt that began them ran out of time: the next attempt waits for them. */
  readonly #running = new Map<string, Promise<void>>()
  #told = false

  constructor(options: RunFilesOptions) {
    this.#options = options
    this.#root = rootOf(options)
  }

  async putBlob(path: string, blob: BlobRef, signal: AbortSignal): Promise<void> {
    await this.#put(path, `${path} ${blob.sha256}`, { blob }, signal)
  }

  async putText(path: string, text: string, signal: AbortSignal): Promise<void> {
    await this.#put(path, `${path} ${text}`, { text }, signal)
  }

  async #put(path: string, name: string, content: Content, signal: AbortSignal): Promise<void> {
    let upload = this.#running.get(name)
    if (upload === undefined) {
      upload = this.#upload(path, content)
      this.#running.set(name, upload)
      const forget = (): boolean => this.#running.delete(name)
      upload.then(forget, forget)
    }
    await orAborted(upload, signal)
  }

  async #upload(path: string, content: Content): Promise<void> {
    const { connection, run, fileSystem = nodeFileSystem } = this.#options
    const body = 'text' in content ? content.text : await this.#read(content.blob)
    if (body === undefined) return
    if (this.#root === undefined) return this.#tell()
    if ('path' in this.#root) {
      const address = `/api/2.0/mlflow-artifacts/artifacts/${addressPath(`${this.#root.path}/${path}`)}`
      const response = await connection.send(address, { method: 'PUT', body }, run.signal)
      await response.body?.cancel()
      return
    }
    const target = join(this.#root.folder, path)
    fileSystem.makeFolder(dirname(target))
    fileSystem.writeFileAtomic(target, typeof body === 'string' ? body : new Uint8Array(await body.arrayBuffer()))
  }

  // a file of any size: it is read while it is sent
  async #read(blob: BlobRef): Promise<Blob | undefined> {
    const path = this.#options.blobs.path(blob)
    return path === undefined ? undefined : openAsBlob(path, { type: 'application/octet-stream' })
  }

  #tell(): void {
    if (this.#told) return
    this.#told = true
    const { run, artifactUri } = this.#options
    run.logger.warn(
      `mlflow: the server keeps files of runs at ${artifactUri}, where only MLflow's own client writes. Files are left out there; start the server with --serve-artifacts to have them.`,
    )
  }
}

function rootOf({ artifactUri, sameMachine }: RunFilesOptions): { path: string } | { folder: string } | undefined {
  const path = /^mlflow-artifacts:\/(?!\/)(.*)$/.exec(artifactUri)?.[1]
  if (path !== undefined) return { path }
  if (!sameMachine) return undefined
  if (artifactUri.startsWith('file:')) return { folder: fileURLToPath(artifactUri) }
  return artifactUri.startsWith('/') ? { folder: artifactUri } : undefined
}

function addressPath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}

async function orAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  let stop = (): void => {}
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error)
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
  })
  try {
    await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
