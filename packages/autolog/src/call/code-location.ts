import type { PlainObject } from '@seetrain/core'

const FRAME = /^\s+at (?:(?:async )?(.*?) \()?(.*?):(\d+):\d+\)?$/

/** The first line of a stack that is the user's own: not of a package, not of Node, as the conventions name it. */
export function codeLocation(stack: string | undefined): PlainObject {
  for (const line of stack?.split('\n').slice(1) ?? []) {
    const [, name, path, row] = FRAME.exec(line) ?? []
    if (path === undefined || path.startsWith('node:') || path.includes('node_modules') || path === '<anonymous>')
      continue
    // the stand-in that a patch puts before a method
    if (name === 'Object.apply') continue
    return {
      'code.file.path': path.replace(/^file:\/\//, ''),
      'code.line.number': Number(row),
      ...(name !== undefined && { 'code.function.name': name }),
    }
  }
  return {}
}
