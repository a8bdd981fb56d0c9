import { listRuns, listWriters, livingWriter, nodeFileSystem, runFolder, writerFolder } from '@seetrain/core'
import { ProgressLine } from '../../terminal/progress-line.ts'
import { CommandError } from '../command-error.ts'
import { LiveScreen } from '../output/live-screen.ts'
import { countText } from '../output/quantities.ts'
import { paint, print, screenWidth } from '../output/screen.ts'
import { fitText } from '../output/text-width.ts'
import { findRun } from '../runs/find-run.ts'
import { openHome, type PlaceOptions } from '../runs/open-home.ts'
import { RunFollower } from '../runs/run-follower.ts'
import { watchLine, watchObject, watchPage } from '../runs/watch-page.ts'

export interface WatchOptions extends PlaceOptions {
  metric?: string[]
  /** Seconds. */
  interval?: number
  once?: boolean
  json?: boolean
}

/** How often the journal is looked at. */
const LOOK_MS = 500
const DRAW_SECONDS = 1
const LINE_SECONDS = 10
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** `seetrain watch` */
export async function watch(given: string | undefined, options: WatchOptions): Promise<void> {
  const { home } = openHome(options)
  const id = given === undefined ? latestRun(home) : findRun(given, home)
  const follower = new RunFollower(runFolder(home, id), nodeFileSystem)
  const progress = new ProgressLine()
  try {
    follower.read(() => progress.show(`${id}  ${countText(follower.points, 'point')} read`))
    progress.clear()
    const isOver = options.once === true || follower.state !== 'running'
    if (options.json || !process.stdout.isTTY) await watchInLines(follower, isOver, options)
    else if (isOver) printPage(follower, options)
    else await watchOnScreen(follower, options)
  } finally {
    follower.close()
  }
}

/** The newest run that goes on, else the newest. */
function latestRun(home: string): string {
  const ids = listRuns(home, nodeFileSystem).reverse()
  const living = ids.find(id => {
    const runDir = runFolder(home, id)
    return listWriters(runDir, nodeFileSystem).some(
      writer => livingWriter(writerFolder(runDir, writer), nodeFileSystem) !== undefined,
    )
  })
  const id = living ?? ids[0]
  if (id !== undefined) return id
  throw new CommandError('failure', `watch: there is no run in ${home}. Start one, or name another folder with --dir.`)
}

async function watchInLines(follower: RunFollower, isOver: boolean, options: WatchOptions): Promise<void> {
  const { metric: metrics, interval = LINE_SECONDS } = options
  const say = (): void => {
    const view = { metrics, now: Date.now() }
    print(options.json ? JSON.stringify(watchObject(follower, view)) : watchLine(follower, view))
  }
  say()
  if (isOver) return
  await follow(follower, { everyMs: interval * 1000, onDue: say })
  say()
}

async function watchOnScreen(follower: RunFollower, options: WatchOptions): Promise<void> {
  const quit = new AbortController()
  const onSignal = (name: NodeJS.Signals, number: number): void => {
    // Ctrl-C is how one stops looking, nothing has failed
    if (name !== 'SIGINT') process.exitCode = 128 + number
    quit.abort()
  }
  const draw = (): void => {
    const room = { width: screen.width - 1, height: screen.height - 2 }
    const page = watchPage(follower, { metrics: options.metric, now: Date.now() }, room)
    screen.draw([...page, '', paint('dim', fitText('  q quits', room.width))])
  }
  const screen = new LiveScreen(
    { input: process.stdin, output: process.stdout },
    { onQuit: () => quit.abort(), onResize: draw },
  )
  for (const signal of SIGNALS) process.once(signal, onSignal)
  try {
    draw()
    await follow(follower, { everyMs: (options.interval ?? DRAW_SECONDS) * 1000, onDue: draw, signal: quit.signal })
  } finally {
    screen.close()
    for (const signal of SIGNALS) process.off(signal, onSignal)
  }
  printPage(follower, options)
}

/** Reads on until the run is over or the signal comes. */
function follow(
  follower: RunFollower,
  { everyMs, onDue, signal }: { everyMs: number; onDue: () => void; signal?: AbortSignal },
): Promise<void> {
  let due = performance.now() + everyMs
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearInterval(timer)
      resolve()
    }
    const look = (): void => {
      try {
        follower.read()
        if (follower.state !== 'running') return end()
        if (performance.now() < due) return
        due = performance.now() + everyMs
        onDue()
      } catch (error) {
        clearInterval(timer)
        reject(error)
      }
    }
    const timer = setInterval(look, Math.min(LOOK_MS, everyMs))
    if (signal?.aborted) end()
    signal?.addEventListener('abort', end)
  })
}

function printPage(follower: RunFollower, { metric: metrics }: WatchOptions): void {
  print(...watchPage(follower, { metrics, now: Date.now() }, { width: screenWidth(), height: Infinity }))
}
