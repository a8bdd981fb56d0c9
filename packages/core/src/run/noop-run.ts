import type { PlainObject } from '../contracts/record.ts'
import type { Config, Run, RunStats } from '../contracts/run.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import { deactivate } from './context.ts'
import { applyConfig } from './run-state.ts'

/** A run that accepts everything and keeps nothing: what `mode: 'disabled'` gives, and what is active before `init`. */
export class NoopRun implements Run {
  readonly id: string
  readonly name: string
  readonly project: string
  readonly dir = ''
  readonly summary = {}
  readonly #config: Config
  #ended = false

  constructor(words: { id?: string; name?: string; project?: string; config?: Config } = {}) {
    this.id = words.id ?? 'disabled'
    this.name = words.name ?? 'disabled'
    this.project = words.project ?? 'default'
    this.#config = { ...words.config }
  }

  get config(): Config {
    return this.#config
  }

  get state(): 'running' | 'finished' {
    return this.#ended ? 'finished' : 'running'
  }

  log(): void {}
  logScalar(): void {}
  logImage(): void {}
  logAudio(): void {}
  logText(): void {}
  logVideo(): void {}
  logTable(): void {}
  logHistogram(): void {}
  logPlot(): void {}
  logObject3D(): void {}
  logHtml(): void {}
  logMolecule(): void {}
  logSpan(): void {}
  storeBlob(): undefined {}
  logArtifact(): undefined {}
  useArtifact(reference: string): never {
    throw new InvalidArgumentError(
      'useArtifact',
      reference,
      'This run records nothing. Call init, with a mode other than disabled, to use artifacts.',
    )
  }
  updateConfig(values: object): void {
    applyConfig(this.#config, Object(values) as PlainObject)
  }
  defineMetric(): void {}
  addMetricProcessor(): void {}
  alert(): void {}
  edit(): void {}
  markFramework(): void {}
  logEvery(): () => boolean {
    return () => false
  }
  stats(): RunStats {
    return { records: {}, rejected: 0, dropped: 0, bytesWritten: 0, sinks: {} }
  }
  flush(): Promise<void> {
    return Promise.resolve()
  }
  finish(): Promise<void> {
    this.#ended = true
    deactivate(this)
    return Promise.resolve()
  }
  [Symbol.asyncDispose](): Promise<void> {
    return this.finish()
  }
}

/** The active run before `init`: also its config forgets, so that a forgotten `init` shows. */
export class RunBeforeInit extends NoopRun {
  override get config(): Config {
    return {}
  }

  override updateConfig(): void {}
}
