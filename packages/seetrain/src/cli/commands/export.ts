import { fstatSync } from 'node:fs'
import { nodeFileSystem, readRun, recordToJson, runFolder } from '@seetrain/core'
import { CSV_HEADER, csvRow } from '@seetrain/sinks/csv'
import { ProgressLine } from '../../terminal/progress-line.ts'
import { CommandError } from '../command-error.ts'
import { OutputFile } from '../output/output-file.ts'
import { bytesText } from '../output/quantities.ts'
import { writeOut } from '../output/write-out.ts'
import { findRun } from '../runs/find-run.ts'
import { openHome, type PlaceOptions } from '../runs/open-home.ts'
import { tellLost } from '../runs/tell-lost.ts'

export interface ExportOptions extends PlaceOptions {
  format: 'jsonl' | 'csv' | 'parquet'
  output?: string
}

const PIECE_CHARACTERS = 64 * 1024

type Pieces = Iterable<string | Uint8Array>

/** `seetrain export`. Holds one piece at a time, however long the run. */
export async function exportRun(given: string, options: ExportOptions): Promise<void> {
  const { format, output = '-' } = options
  if (format === 'parquet' && output === '-' && process.stdout.isTTY) {
    throw new CommandError('usage', 'export: a Parquet file is no text to be shown here. Name a file with --output.')
  }
  const { home } = openHome(options)
  const runDir = runFolder(home, findRun(given, home))
  let lost = 0
  const pieces = await piecesOf(runDir, format, count => (lost += count))
  if (output === '-') await writeStdout(pieces)
  else writeFile(output, pieces)
  if (lost > 0) tellLost(lost)
}

async function piecesOf(
  runDir: string,
  format: ExportOptions['format'],
  onLost: (count: number) => void,
): Promise<Pieces> {
  if (format !== 'parquet') return textPieces(runDir, format, onLost)
  const { parquetPieces } = await import('../runs/parquet-pieces.ts')
  return parquetPieces(runDir, onLost)
}

function* textPieces(runDir: string, format: 'jsonl' | 'csv', onLost: (count: number) => void): Generator<string> {
  let piece = format === 'csv' ? CSV_HEADER : ''
  for (const { record } of readRun(runDir, nodeFileSystem, (_writer, count) => onLost(count))) {
    piece += format === 'csv' ? csvRow(record) : `${recordToJson(record)}\n`
    if (piece.length < PIECE_CHARACTERS) continue
    yield piece
    piece = ''
  }
  yield piece
}

async function writeStdout(pieces: Pieces): Promise<void> {
  // a pager or a terminal shows itself how far it is, and shares the screen
  const progress = fstatSync(process.stdout.fd).isFile() ? new ProgressLine() : undefined
  let written = 0
  for (const piece of pieces) {
    await writeOut(process.stdout, piece)
    written += piece.length
    progress?.show(bytesText(written))
  }
  progress?.clear()
}

function writeFile(path: string, pieces: Pieces): void {
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
