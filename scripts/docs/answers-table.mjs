import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../workspace/root.mjs'

const FOLDER = join(root, 'packages', 'hub', 'src')
const REFUSAL = /(?:new RequestError|super)\(\s*(\d{3}),\s*'([A-Z_]+)',\s*/g

/** A table of every refusal of the hub: its code, its status and what its message says, an ellipsis for what it names. */
export function answersTable() {
  const found = new Map()
  for (const path of readdirSync(FOLDER, { recursive: true }).toSorted()) {
    if (!path.endsWith('.ts') || path.endsWith('.test.ts')) continue
    const source = readFileSync(join(FOLDER, path), 'utf8')
    for (const match of source.matchAll(REFUSAL)) {
      const [, status, code] = match
      const message = messageAt(source, match.index + match[0].length)
      const row = `| \`${code}\` | ${status} |`
      if (message !== undefined && !found.has(row)) found.set(row, message)
    }
  }
  const rows = [...found].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([row, message]) => `${row} ${message} |`)
  return ['| Code | Status | Message |', '| --- | --- | --- |', ...rows].join('\n')
}

/** The literal that begins there; undefined when none does. */
function messageAt(source, start) {
  const quote = source[start]
  if (quote !== '`' && quote !== "'") return undefined
  let text = ''
  for (let at = start + 1; source[at] !== quote; at++) {
    if (source.startsWith('${', at)) {
      at = endOfPlaceholder(source, at)
      text += '…'
    } else text += source[at] === '\\' ? source[++at] : source[at]
  }
  return text.replaceAll('|', '\\|')
}

function endOfPlaceholder(source, start) {
  let depth = 0
  for (let at = start + 1; ; at++) {
    if (source[at] === '{') depth++
    if (source[at] === '}' && --depth === 0) return at
  }
}
