import { nodeFileSystem, readRun, runFolder, type ConsoleRecord } from '@seetrain/core'
import { hasColours } from '../output/screen.ts'
import { writeOut } from '../output/write-out.ts'
import { ConsoleLines, lineForTerminal } from '../runs/console-lines.ts'
import { findRun } from '../runs/find-run.ts'
import { openHome, type PlaceOptions } from '../runs/open-home.ts'
import { tellLost } from '../runs/tell-lost.ts'

export interface LogsOptions extends PlaceOptions {
  stream?: ConsoleRecord['stream']
}

/** `seetrain logs` */
export async function logs(given: string, { stream, ...place }: LogsOptions): Promise<void> {
  const { home } = openHome(place)
  const runDir = runFolder(home, findRun(given, home))
  const keepsColours = hasColours()
  const lines = new ConsoleLines()
  let lost = 0
  const show = (texts: readonly string[]) =>
    texts.length === 0
      ? undefined
      : writeOut(process.stdout, texts.map(text => `${lineForTerminal(text, keepsColours)}\n`).join(''))
  for (const { writer, record } of readRun(runDir, nodeFileSystem, (_writer, count) => (lost += count))) {
    if (record.kind === 'open') lines.restart(writer)
    if (record.kind !== 'console' || (stream !== undefined && record.stream !== stream)) continue
    lines.add(writer, record)
    await show(lines.takeSettled())
  }
  await show(lines.takeRest())
  if (lost > 0) tellLost(lost)
}
