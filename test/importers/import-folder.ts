import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import {
  FileBlobStore,
  nodeFileSystem,
  randomIdSource,
  readRun,
  runFolder,
  systemClock,
  type MetricRecord,
  type RecordKind,
  type RunRecord,
} from '@seetrain/core'
import { importPath, type ImportedSource, type ImportPathOptions } from '@seetrain/hub'

/** A folder with what other programs wrote, and beside it the home that it is imported to. */
export class ImportFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'seetrain-import-'))
  readonly home = join(this.path, '.seetrain')
  readonly blobs = new FileBlobStore(this.home, nodeFileSystem)

  write(name: string, content: string | Uint8Array): string {
    const path = join(this.path, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
    return path
  }

  import(name: string, options: Partial<ImportPathOptions> = {}): Promise<ImportedSource[]> {
    return importPath(join(this.path, name), {
      home: this.home,
      maxMediaBytes: 2 ** 24,
      clock: systemClock,
      fileSystem: nodeFileSystem,
      ids: randomIdSource,
      blobs: this.blobs,
      ...options,
    })
  }

  records<Kind extends RecordKind>(runId: string, kind: Kind): Extract<RunRecord, { kind: Kind }>[] {
    const all = [...readRun(runFolder(this.home, runId), nodeFileSystem)].map(({ record }) => record)
    return all.filter((record): record is Extract<RunRecord, { kind: Kind }> => record.kind === kind)
  }

  /** Points of a metric as `[step, value]`. */
  points(runId: string, key: string): [number, number][] {
    return this.metrics(runId)
      .filter(record => record.key === key)
      .map(({ step, value }) => [step, value])
  }

  metrics(runId: string): MetricRecord[] {
    return this.records(runId, 'metric')
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}
