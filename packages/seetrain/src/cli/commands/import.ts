import { FileBlobStore, nodeFileSystem, randomIdSource, systemClock } from '@seetrain/core'
import { importPath, type ImportedSource, type ImportProgress } from '@seetrain/hub'
import { ProgressLine } from '../../terminal/progress-line.ts'
import { countText } from '../output/quantities.ts'
import { paint, print, printJson, remark, screenWidth } from '../output/screen.ts'
import { tableLines } from '../output/table.ts'
import { openHome, type PlaceOptions } from '../runs/open-home.ts'

export interface ImportCommandOptions extends PlaceOptions {
  format?: string
  project?: string
  name?: string
  follow?: boolean
  json?: boolean
}

const FOLLOW_EVERY_MS = 500
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** `seetrain import` */
export async function importRuns(path: string, { json, follow, ...options }: ImportCommandOptions): Promise<void> {
  const { home, settings } = openHome(options)
  const { format, project, name } = options
  const line = new ProgressLine()
  const ending = endingOnSignals()
  try {
    const imported = await importPath(path, {
      home,
      ...(format !== undefined && { format }),
      ...(project !== undefined && { project }),
      ...(name !== undefined && { name }),
      maxMediaBytes: settings.maxMediaBytes,
      clock: systemClock,
      fileSystem: nodeFileSystem,
      ids: randomIdSource,
      blobs: new FileBlobStore(home, nodeFileSystem),
      signal: ending.signal,
      ...(follow && { untilNext: () => ending.pause(FOLLOW_EVERY_MS) }),
      onProgress: progress => line.show(progressText(progress)),
      onProblem: message => (line.clear(), remark(message)),
    })
    line.clear()
    if (json) printJson(imported)
    else tell(imported, home)
  } finally {
    line.clear()
    ending.letGo()
  }
}

function progressText({ source, sources, path, records }: ImportProgress): string {
  return `${sources > 1 ? `${source} of ${sources}  ` : ''}${path}  ${countText(records, 'record')}`
}

/** A signal ends the reading behind the present piece, and the runs properly. */
function endingOnSignals() {
  const controller = new AbortController()
  const end = (): void => controller.abort()
  for (const signal of SIGNALS) process.once(signal, end)
  return {
    signal: controller.signal,
    pause: (milliseconds: number) =>
      new Promise<void>(resolve => {
        const timer = setTimeout(resolve, milliseconds)
        controller.signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true })
      }),
    letGo: () => SIGNALS.forEach(signal => process.off(signal, end)),
  }
}

function tell(imported: readonly ImportedSource[], home: string): void {
  const lines = tableLines(
    imported,
    [
      { title: 'RUN', text: result => result.runId, least: 8 },
      { title: 'NAME', text: result => result.name, least: 8 },
      { title: 'PROJECT', text: result => result.project, least: 6 },
      { title: 'FORMAT', text: result => result.format },
      { title: 'ADDED', text: result => (result.added === 0 ? 'had everything' : countText(result.added, 'record')) },
    ],
    screenWidth(),
  )
  print(paint('dim', lines[0]!), ...lines.slice(1))
  for (const { name, problems } of imported) for (const problem of problems) remark(`${name}: ${problem}`)
  remark(`They are in ${home} now. To look at them: seetrain ui`)
}
