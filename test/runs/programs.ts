import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  loadRun,
  loadSummary,
  nodeFileSystem,
  readRun,
  runFolder,
  type RunSummary,
  type WriterRecord,
} from '@seetrain/core'
import { Program } from './program.ts'

/** Programs over one folder of runs. `close` ends what still lives and removes the folder. */
export class Programs {
  readonly dir = mkdtempSync(join(tmpdir(), 'seetrain-programs-'))
  readonly #programs: Program[] = []

  start(fixture: string, args: string[] = [], variables: NodeJS.ProcessEnv = {}): Program {
    const program = new Program(fixture, args, this.dir, variables)
    this.#programs.push(program)
    return program
  }

  runDir(id = 'r'): string {
    return runFolder(join(this.dir, '.seetrain'), id)
  }

  summary(id?: string): RunSummary {
    return loadSummary(this.runDir(id), nodeFileSystem)
  }

  records(id?: string): WriterRecord[] {
    return [...readRun(this.runDir(id), nodeFileSystem)]
  }

  /** Values of one metric as `writer:step`, sorted. */
  steps(key: string, id?: string): string[] {
    const points = this.records(id).flatMap(({ writer, record }) =>
      record.kind === 'metric' && record.key === key ? [`${writer}:${record.step}`] : [],
    )
    return points.sort()
  }

  /** The record with which a writer ended. */
  end(writer = 'main', id?: string) {
    return this.records(id).findLast(entry => entry.writer === writer && entry.record.kind === 'end')?.record
  }

  writers(id?: string) {
    return [...loadRun(this.runDir(id), nodeFileSystem).writers.values()]
  }

  async close(): Promise<void> {
    for (const program of this.#programs) program.kill('SIGKILL')
    await Promise.all(this.#programs.map(program => program.ended))
    rmSync(this.dir, { recursive: true, force: true })
  }
}
