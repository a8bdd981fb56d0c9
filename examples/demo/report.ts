import { relative } from 'node:path'
import { styleText } from 'node:util'
import * as seetrain from 'seetrain'
import { FORM } from './plane.ts'

const width = process.stdout.isTTY ? process.stdout.columns : 100

export interface Report {
  run: seetrain.Run
  /** A metric's value after each epoch. */
  course: Record<string, number[]>
  seconds: number
  /** The network's decisions, drawn. */
  plane: Uint8Array
}

export function printHead(): void {
  print(styleText('bold', 'SeeTrain demo'))
  say('A small network learns to tell three spirals apart, on this machine’s CPU.')
  print('')
}

export function printReport({ run, course, seconds, plane }: Report): void {
  printPlane(plane)
  const series = Object.entries(course).map(([key, values]) => ({ key, values }))
  for (const row of seetrain.metricRows(series, width - 2)) print(`  ${row}`)
  print('')
  const { metric = 0, media = 0, artifact = 0 } = run.stats().records
  say(`${metric} points, ${media} pictures, charts and tables, ${artifact} checkpoints in ${seconds.toFixed(1)} s`)
  say(`best accuracy on points it never saw: ${((run.summary['val_acc'] ?? 0) * 100).toFixed(1)} %`)
  print('')
  print(`run     ${run.name} (${run.id})`)
  print(`folder  ${shortPath(run.dir)}`)
  print('')
  print('Look further:')
  for (const command of ['ls', `export ${run.id} --format jsonl`])
    print(`  ${styleText('cyan', `npx seetrain ${command}`)}`)
}

function shortPath(path: string): string {
  const below = relative('', path)
  return below.startsWith('..') ? path : below
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** Prints a sentence, broken between words where the terminal ends. */
function say(sentence: string): void {
  let line = ''
  for (const word of sentence.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      print(line)
      line = ''
    }
    line += line === '' ? word : ` ${word}`
  }
  print(line)
}

/** Two rows of pixels per line of text, where the terminal has the colours and the room for it. */
function printPlane(pixels: Uint8Array): void {
  const side = 36
  if (!process.stdout.isTTY || !process.stdout.hasColors(2 ** 24) || width < side + 4 || pixels.length === 0) return
  const colour = (column: number, row: number) => {
    const [x, y] = [column, row].map(place => Math.floor(((place + 0.5) / side) * FORM.width)) as [number, number]
    return pixels
      .subarray(3 * (y * FORM.width + x))
      .slice(0, 3)
      .join(';')
  }
  for (let row = 0; row < side; row += 2) {
    const cells = Array.from(
      { length: side },
      (_, column) => `\u001B[38;2;${colour(column, row)};48;2;${colour(column, row + 1)}m▀`,
    )
    print(`  ${cells.join('')}\u001B[0m`)
  }
  print('')
}
