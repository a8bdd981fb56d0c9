import { styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]

/** Columns that a line may take: the terminal's, else those of `COLUMNS`, else without end, so that scripts see all. */
export function screenWidth(): number {
  if (process.stdout.isTTY) return process.stdout.columns || 80
  const wanted = Number(process.env['COLUMNS'])
  return Number.isInteger(wanted) && wanted > 0 ? wanted : Infinity
}

/** Colours text where a terminal shows it and NO_COLOR does not forbid it. */
export function paint(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout })
}

export function print(...lines: readonly string[]): void {
  if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`)
}

/** What a person should know and a script that reads the output should not get. */
export function remark(line: string): void {
  process.stderr.write(`${line}\n`)
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, undefined, 2))
}

export function hasColours(): boolean {
  return paint('red', '.') !== '.'
}
