import type { ArtifactRecord, EdgeRecord } from '@seetrain/core'
import type { ArtifactQuery, StoredArtifact, StoredEdge } from '../content-query.ts'
import type { Paged } from '../run-query.ts'
import type { Database } from './database.ts'
import type { Origin } from './origin.ts'
import { decodePlain, encodePlain } from '../plain-text.ts'
import { BY_ORIGIN, pageOf, Where } from './where.ts'

/** Versions of artifacts, and the arrows of lineage between them. */
export class ArtifactTable {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  add({ run, writer }: Origin, artifact: ArtifactRecord): void {
    const words = [artifact.name, artifact.description ?? '', ...artifact.aliases].join('\n').toLowerCase()
    this.#database.run(
      'INSERT INTO artifact (run, writer, name, type, time, words, record) VALUES (?, ?, ?, ?, ?, ?, ?)',
      run,
      writer,
      artifact.name,
      artifact.type,
      artifact.time,
      words,
      encodePlain(artifact),
    )
    this.#database.run(
      'INSERT OR IGNORE INTO blob (sha256, run, media) VALUES (?, ?, 0)',
      artifact.manifest.sha256,
      run,
    )
  }

  addEdge({ run, writer }: Origin, edge: EdgeRecord): void {
    this.#database.run(
      'INSERT INTO edge (run, writer, source, target, time, record) VALUES (?, ?, ?, ?, ?, ?)',
      run,
      writer,
      edge.from,
      edge.to,
      edge.time,
      encodePlain(edge),
    )
  }

  query(query: ArtifactQuery): Paged<StoredArtifact> {
    const where = new Where()
      .scope(query)
      .given('r.project = ?', query.project)
      .given('t.name = ?', query.name)
      .given('t.type = ?', query.type)
      .given('instr(t.words, ?) > 0', query.text?.toLowerCase())
    return pageOf(
      this.#database,
      {
        table: 'artifact',
        columns: 'r.project, t.writer, t.record',
        where,
        order: `t.time DESC, ${BY_ORIGIN}`,
        page: query,
      },
      row => ({
        runId: row['run_id'],
        project: row['project'],
        writer: row['writer'],
        record: decodePlain(row['record']),
      }),
    )
  }

  edges(nodes: readonly string[]): StoredEdge[] {
    const list = JSON.stringify(nodes)
    return this.#database
      .all(
        `SELECT r.id AS run_id, t.writer, t.record FROM edge t JOIN run r ON r.number = t.run
         WHERE t.number IN (SELECT number FROM edge WHERE source IN (SELECT value FROM json_each(?))
           UNION SELECT number FROM edge WHERE target IN (SELECT value FROM json_each(?)))
         ORDER BY t.time, ${BY_ORIGIN}`,
        list,
        list,
      )
      .map(row => ({ runId: row['run_id'], writer: row['writer'], record: decodePlain(row['record']) }))
  }
}
