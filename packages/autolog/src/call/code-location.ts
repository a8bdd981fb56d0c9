import type { PlainObject } from '@seetrain/core'

/** The user's line, or a stack, not made into text yet, in which it is. */
export interface CapturedCode {
  line?: CodeLine | undefined
  stack?: string
}

interface CodeLine {
  path: string
  row: number | null
  name: string | undefined
}

/** The first line of a stack that is the user's own: not of a package, not of Node, as the conventions name it. */
export function codeLocation(code: CapturedCode): PlainObject {
  const line = code.line ?? ('stack' in code ? usersLine(code) : undefined)
  if (!line) return {}
  return {
    'code.file.path': line.path.replace(/^file:\/\//, ''),
    'code.line.number': line.row,
    ...(line.name !== undefined && { 'code.function.name': line.name }),
  }
}

/** From a patched method to the line that called it: the stand-in of the method, one method of the SDK's, and the line. */
const NEAR = 3

/**
 * Notes who called `below`. Each frame that is looked at costs, so the nearest are taken, and read at once; only where
 * the SDK calls itself is a deeper stack kept, to be read when the call is written.
 */
export function captureCode(below: Below, frames: number): CapturedCode {
  try {
    if (mapsSources(Error.prepareStackTrace)) return captured(below, frames)
    const line = usersLine(captured(below, NEAR))
    return line ? { line } : captured(below, frames)
  } catch {
    // an Error that is frozen, or that the program changed: the call goes on without its place
    return {}
  }
}

type Below = (...args: never[]) => unknown

function captured(below: Below, frames: number): CapturedCode {
  const code: CapturedCode = {}
  const usual = Error.stackTraceLimit
  Error.stackTraceLimit = frames
  Error.captureStackTrace(code, below)
  Error.stackTraceLimit = usual
  return code
}

/** Taken from the stack's own parts: to write a stack as text costs more than the rest of a record. */
function usersLine(code: CapturedCode): CodeLine | undefined {
  const usual = Error.prepareStackTrace
  if (mapsSources(usual)) return lineOfText(code.stack)
  found = undefined
  try {
    Error.prepareStackTrace = findLine
    // reading it is what prepares it
    void code.stack
  } finally {
    Error.prepareStackTrace = usual as never
  }
  return found
}

let found: CodeLine | undefined

function findLine(_: Error, frames: NodeJS.CallSite[]): string {
  found = lineOf(frames)
  return ''
}

/** Where lines are translated back to their sources, by Node or by a loader, the translation needs the whole stack. */
function mapsSources(prepare: typeof Error.prepareStackTrace): boolean {
  return process.sourceMapsEnabled || !(prepare === undefined || prepare.name === 'ErrorPrepareStackTrace')
}

function lineOf(frames: readonly NodeJS.CallSite[]): CodeLine | undefined {
  for (const frame of frames) {
    const path = frame.getFileName()
    if (!isUsers(path)) continue
    const name = nameOf(frame)
    if (name !== STAND_IN) return { path, row: frame.getLineNumber(), name }
  }
  return undefined
}

/** As a stack's text has it. */
function nameOf(frame: NodeJS.CallSite): string | undefined {
  const name = frame.getFunctionName() ?? undefined
  if (name === undefined || frame.isToplevel()) return name
  if (frame.isConstructor()) return `new ${name}`
  const type = frame.getTypeName()
  return type === null || name.startsWith(`${type}.`) ? name : `${type}.${name}`
}

const FRAME = /^\s+at (?:(?:async )?(.*?) \()?(.*?):(\d+):\d+\)?$/

function lineOfText(stack: string | undefined): CodeLine | undefined {
  for (const text of stack?.split('\n').slice(1) ?? []) {
    const [, name, path, row] = FRAME.exec(text) ?? []
    if (isUsers(path) && name !== STAND_IN) return { path, row: Number(row), name }
  }
  return undefined
}

/** What a patch puts before a method. */
const STAND_IN = 'Object.apply'

/** Where this runs uncompiled, its own files are in no package; in a bundle they are one with the program's. */
const OWN = /^(.*\/)call\/code-location\.ts$/.exec(import.meta.url)?.[1]?.replace(/^file:\/\//, '')

function isUsers(path: string | null | undefined): path is string {
  return (
    typeof path === 'string' &&
    !path.startsWith('node:') &&
    !path.includes('node_modules') &&
    path !== '<anonymous>' &&
    !(OWN !== undefined && path.replace(/^file:\/\//, '').startsWith(OWN))
  )
}
