import type { PlainObject } from '@seetrain/core'

/** Holds a stack whose text has not been made yet. */
export interface CapturedCode {
  stack?: string
}

interface CodeLine {
  path: string
  row: number | null
  name: string | undefined
}

/** The first line of a stack that is the user's own: not of a package, not of Node, as the conventions name it. */
export function codeLocation(code: CapturedCode): PlainObject {
  const line = usersLine(code)
  if (!line) return {}
  return {
    'code.file.path': line.path.replace(/^file:\/\//, ''),
    'code.line.number': line.row,
    ...(line.name !== undefined && { 'code.function.name': line.name }),
  }
}

/** Taken from the stack's own parts: to write a stack as text costs more than the rest of a record. */
function usersLine(code: CapturedCode): CodeLine | undefined {
  const usual = Error.prepareStackTrace
  if (mapsSources(usual)) return lineOfText(code.stack)
  let found: CodeLine | undefined
  try {
    Error.prepareStackTrace = (_, frames) => {
      found = lineOf(frames)
      return ''
    }
    // reading it is what prepares it
    void code.stack
  } finally {
    Error.prepareStackTrace = usual as never
  }
  return found
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

function isUsers(path: string | null | undefined): path is string {
  return (
    typeof path === 'string' && !path.startsWith('node:') && !path.includes('node_modules') && path !== '<anonymous>'
  )
}
