import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { IndexVersionError } from '../../errors/index-version-error.ts'
import { SCHEMA_VERSION, TABLES } from './schema.ts'

export type Cell = SQLInputValue

/** Statements kept ready; what filters make is of endless variety. */
const MOST_STATEMENTS = 200

export interface DatabaseOptions {
  /** A file, or `:memory:`. */
  path: string
  readOnly: boolean
}

/** One SQLite file with our tables, and its statements kept ready. */
export class Database {
  readonly #database: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()
  #version: number

  constructor({ path, readOnly }: DatabaseOptions) {
    this.#database = readOnly ? openToRead(path) : openToWrite(path)
    this.#database.function('fold_case', { deterministic: true }, text =>
      typeof text === 'string' ? text.toLowerCase() : text,
    )
    this.#database.exec('PRAGMA cache_size = -65536; PRAGMA mmap_size = 1073741824; PRAGMA temp_store = MEMORY')
    if (!readOnly && versionOf(this.#database) !== SCHEMA_VERSION) this.recreate()
    this.#version = this.#dataVersion()
  }

  get(sql: string, ...cells: Cell[]): Row | undefined {
    return this.#statement(sql).get(...cells)
  }

  all(sql: string, ...cells: Cell[]): Row[] {
    return this.#statement(sql).all(...cells)
  }

  /** Returns the number of the row inserted last. */
  run(sql: string, ...cells: Cell[]): number {
    return Number(this.#statement(sql).run(...cells).lastInsertRowid)
  }

  /** Does all of `work` or nothing of it. */
  transaction<Result>(work: () => Result): Result {
    this.#database.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      this.#database.exec('COMMIT')
      return result
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
      throw error
    }
  }

  /** Lets several reads see one state. */
  snapshot<Result>(work: () => Result): Result {
    if (this.#database.isTransaction) return work()
    this.#database.exec('BEGIN')
    try {
      return work()
    } finally {
      this.#database.exec('COMMIT')
    }
  }

  /** Whether another process wrote since the last call. */
  changedOutside(): boolean {
    const before = this.#version
    this.#version = this.#dataVersion()
    return before !== this.#version
  }

  /** Drops every table and makes them anew. */
  recreate(): void {
    this.#statements.clear()
    this.transaction(() => {
      const tables = this.#database
        .prepare(
          `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT GLOB '*_words_*' ORDER BY name GLOB '*_words' DESC`,
        )
        .all()
      for (const { name } of tables) this.#database.exec(`DROP TABLE IF EXISTS "${String(name)}"`)
      this.#database.exec(TABLES)
      this.#database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`)
    })
  }

  close(): void {
    this.#statements.clear()
    if (this.#database.isOpen) this.#database.close()
  }

  #dataVersion(): number {
    return this.get('PRAGMA data_version')!['data_version'] as number
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql)
    if (statement === undefined) {
      if (this.#statements.size >= MOST_STATEMENTS) this.#statements.delete(this.#statements.keys().next().value!)
      this.#statements.set(sql, (statement = this.#database.prepare(sql)))
    }
    return statement
  }
}

/** How long a statement waits for another process. */
const PATIENCE_MS = 10_000
/** What SQLite says of a file that is damaged, and of one that is none of its own. */
const CORRUPT = 11
const NO_DATABASE = 26

function openFile(path: string, readOnly: boolean): DatabaseSync {
  // loaded when first needed: it is a large part of Node
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite')
  return new DatabaseSync(path, { readOnly, timeout: PATIENCE_MS })
}

function openToRead(path: string): DatabaseSync {
  const database = openFile(path, true)
  const version = versionOf(database)
  if (version === SCHEMA_VERSION) return database
  database.close()
  throw new IndexVersionError(path, version, SCHEMA_VERSION)
}

// a file that is damaged is a cache that is lost: the journals have all of it
function openToWrite(path: string): DatabaseSync {
  const database = openFile(path, false)
  try {
    database.exec('PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
    versionOf(database)
    return database
  } catch (error) {
    database.close()
    if (!isDamage(error)) throw error
    const { rmSync } = process.getBuiltinModule('node:fs')
    for (const ending of ['', '-wal', '-shm']) rmSync(path + ending, { force: true })
    return openToWrite(path)
  }
}

function isDamage(error: unknown): boolean {
  const code = (error as { errcode?: unknown }).errcode
  return code === CORRUPT || code === NO_DATABASE
}

function versionOf(database: DatabaseSync): number {
  return (database.prepare('PRAGMA user_version').get() as Row)['user_version']
}

/** A row as it comes: its columns by name. */
// what a column holds is known where the statement stands
// oxlint-disable-next-line typescript/no-explicit-any
export type Row = Record<string, any>
