import { nodeFileSystem, readRun, recordToJson, runFolder } from '@seetrain/core'
import { CSV_HEADER, csvRow } from '@seetrain/sinks/csv'
import { ProgressLine } from '../../terminal/progress-line.ts'
import { OutputFile } from '../output/output-file.ts'
import { bytesText, countText } from '../output/quantities.ts'
import { remark } from '../output/screen.ts'
import { writeText } from '../output/write-text.ts'
import { findRun } from '../runs/find-run.ts'
import { openHome, type PlaceOptions } from '../runs/open-home.ts'

export interface ExportOptions extends PlaceOptions {
  format: 'jsonl' | 'csv'
  output?: string
}

const PIECE_CHARACTERS = 64 * 1024

/** `seetrain export`. Holds one piece of text at a time, however long the run. */
export async function exportRun(given: string, options: ExportOptions): Promise<void> {
  const { home } = openHome(options)
  const runDir = runFolder(home, findRun(given, home))
  const toFile = options.output !== undefined && options.output !== '-'
  let lost = 0
  const pieces = textPieces(runDir, options.format, count => (lost += count))
  if (toFile) writeFile(options.output!, pieces)
  else for (const piece of pieces) await writeText(process.stdout, piece)
  if (lost > 0)
    remark(`seetrain: ${countText(lost, 'record')} of this run can not be read, because the journal is damaged.`)
}

function* textPieces(
  runDir: string,
  format: ExportOptions['format'],
  onLost: (count: number) => void,
): Generator<string> {
  let piece = format === 'csv' ? CSV_HEADER : ''
  for (const { record } of readRun(runDir, nodeFileSystem, (_writer, count) => onLost(count))) {
    piece += format === 'csv' ? csvRow(record) : `${recordToJson(record)}\n`
    if (piece.length < PIECE_CHARACTERS) continue
    yield piece
    piece = ''
  }
  yield piece
}

function writeFile(path: string, pieces: Iterable<string>): void {
  const file = new OutputFile(path)
  const progress = new ProgressLine()
  let written = 0
  try {
    for (const piece of pieces) {
      file.write(piece)
      written += piece.length
      progress.show(`${path}  ${bytesText(written)}`)
    }
  } catch (error) {
    file.abandon()
    throw error
  } finally {
    progress.clear()
  }
  file.complete()
}
