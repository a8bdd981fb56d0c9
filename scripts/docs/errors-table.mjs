import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../workspace/failure.mjs'
import { root } from '../workspace/root.mjs'

/** Their codes come from whoever throws them. */
const WITHOUT_CODE = new Set(['seetrain-error.ts', 'request-error.ts', 'journal-gap-error.ts'])

/** A table of every error of a package: its code, its class and what its doc comment says first. */
export function errorsTable(packageName) {
  const folder = join('packages', packageName, 'src', 'errors')
  const files = readdirSync(join(root, folder)).filter(name => name.endsWith('-error.ts') && !WITHOUT_CODE.has(name))
  const rows = files.map(file => readError(join(folder, file))).toSorted((a, b) => (a.code < b.code ? -1 : 1))
  const lines = rows.map(({ code, name, meaning }) => `| \`${code}\` | \`${name}\` | ${meaning} |`)
  return ['| Code | Class | When |', '| --- | --- | --- |', ...lines].join('\n')
}

function readError(path) {
  const source = readFileSync(join(root, path), 'utf8')
  const found = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export class (\w+Error)/.exec(source)
  const code = /super\(\s*'([A-Z_]+)'/.exec(source)?.[1]
  if (found === null || code === undefined) {
    throw new Failure(
      `${path}: no documented error with a code.`,
      "Give its class a doc comment and pass the code to super as a literal: super('SOME_CODE', …).",
    )
  }
  return { code, name: found[2], meaning: firstSentence(found[1]) }
}

function firstSentence(comment) {
  const text = comment
    .replaceAll(/^\s*\*/gm, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
  const end = text.search(/[.!?](\s|$)/)
  return text.slice(0, end < 0 ? text.length : end + 1).replaceAll('|', '\\|')
}
