import { mediaBlobs, type MediaRecord } from '@seetrain/core'
import type { MediaKey, MediaQuery, StoredMedia } from '../content-query.ts'
import type { Paged } from '../run-query.ts'
import { textOfMedia, wordsOf } from '../search-words.ts'
import type { Database } from './database.ts'
import type { Origin } from './origin.ts'
import { decodePlain, encodePlain } from '../plain-text.ts'
import { BY_ORIGIN, pageOf, Where } from './where.ts'

export class MediaTable {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  add({ run, writer }: Origin, media: MediaRecord, texts: ReadonlyMap<string, string>): void {
    const number = this.#database.run(
      'INSERT INTO media (run, writer, key, type, step, time, record) VALUES (?, ?, ?, ?, ?, ?, ?)',
      run,
      writer,
      media.key,
      media.type,
      media.step,
      media.time,
      encodePlain(media),
    )
    for (const { sha256 } of media.items.flatMap(mediaBlobs))
      this.#database.run('INSERT OR IGNORE INTO blob (sha256, run, media) VALUES (?, ?, ?)', sha256, run, number)
    const words = wordsOf(textOfMedia(media, texts))
    if (words.length > 0)
      this.#database.run('INSERT INTO media_words (rowid, words) VALUES (?, ?)', number, words.join(' '))
  }

  query(query: MediaQuery): Paged<StoredMedia> {
    const where = new Where()
      .scope(query)
      .among('t.key', query.keys)
      .given('t.type = ?', query.type)
      .given('t.step >= ?', query.fromStep)
      .given('t.step <= ?', query.toStep)
      .given('t.number IN (SELECT media FROM blob WHERE sha256 = ?)', query.blob)
      .words('media', query.text)
    return pageOf(
      this.#database,
      {
        table: 'media',
        columns: 't.writer, t.record',
        where,
        order: `t.key, t.step, t.time, ${BY_ORIGIN}`,
        page: query,
      },
      row => ({ runId: row['run_id'], writer: row['writer'], record: decodePlain(row['record']) }),
    )
  }

  keys(runs: readonly string[]): MediaKey[] {
    const where = new Where().scope({ runs })
    return this.#database
      .all(
        `SELECT run_id, key, type, json_group_array(step) AS steps FROM
           (SELECT DISTINCT r.id AS run_id, t.key, t.type, t.step FROM media t JOIN run r ON r.number = t.run
            WHERE ${where.sql}) GROUP BY run_id, key, type ORDER BY key, type, run_id`,
        ...where.cells,
      )
      .map(row => ({
        runId: row['run_id'],
        key: row['key'],
        type: row['type'],
        steps: Float64Array.from(JSON.parse(row['steps']) as number[]).sort(),
      }))
  }
}
