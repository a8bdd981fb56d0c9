import { ByteWriter, ParquetWriter } from 'hyparquet-writer'

export type ParquetColumns = Parameters<ParquetWriter['write']>[0]['columnData']

/** A kind of row, and how rows become columns. */
export interface ParquetTable<Row> {
  schema: ConstructorParameters<typeof ParquetWriter>[0]['schema']
  columns(rows: readonly Row[]): ParquetColumns
}

/** The bytes of a Parquet file, one group of rows after the other; holds one group at a time. */
export function* parquetFile<Row>(table: ParquetTable<Row>, groups: Iterable<readonly Row[]>): Generator<Uint8Array> {
  const bytes = new ByteWriter()
  const file = new ParquetWriter({ writer: bytes, schema: table.schema, createdBy: 'seetrain' })
  for (const rows of groups) {
    if (rows.length > 0) void file.write({ columnData: table.columns(rows), rowGroupSize: rows.length })
    yield takeBytes(bytes)
  }
  void file.finish()
  yield takeBytes(bytes)
}

/** What was written since the last time; the writer goes on counting from there. */
function takeBytes(writer: ByteWriter): Uint8Array {
  const bytes = writer.getBytes().slice()
  writer.index = 0
  return bytes
}
