// Every relative link of the Markdown files leads to a file, and every #anchor to a heading.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { markdownFiles } from '../workspace/markdown-files.mjs'
import { root } from '../workspace/root.mjs'

const LINK = /(?<!!)\[(?:[^\][]|\[[^\]]*\])*\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)|!\[[^\]]*\]\(([^)\s]+)\)/g

const complaints = markdownFiles().flatMap(checkPage)
for (const complaint of complaints) console.log(complaint)
if (complaints.length > 0) process.exitCode = 1

function checkPage(path) {
  const lines = withoutCode(readFileSync(path, 'utf8')).split('\n')
  return lines.flatMap((line, index) =>
    [...line.matchAll(LINK)]
      .map(match => [match[1] ?? match[2], complaintAbout(match[1] ?? match[2], path)])
      .filter(([, complaint]) => complaint !== undefined)
      .map(([target, complaint]) => `${relative(root, path)}:${index + 1}: ${target} ${complaint}`),
  )
}

function complaintAbout(target, from) {
  if (/^[a-z]+:/i.test(target)) return undefined
  const [file, anchor] = target.split('#')
  const path = file === '' ? from : resolve(dirname(from), decodeURIComponent(file))
  if (relative(root, path).startsWith('..')) return 'leads out of the repository'
  if (!existsSync(path)) return 'does not exist'
  if (anchor && path.endsWith('.md') && !anchorsOf(path).has(anchor)) return 'names a heading that is not there'
  return undefined
}

function anchorsOf(path) {
  const headings = [...withoutCode(readFileSync(path, 'utf8')).matchAll(/^#{1,6} +(.+?) *#*$/gm)].map(
    ([, heading]) => heading,
  )
  const anchors = new Set()
  for (const heading of headings) {
    const plain = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase()
    const anchor = plain.replaceAll(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-')
    let name = anchor
    for (let copy = 1; anchors.has(name); copy++) name = `${anchor}-${copy}`
    anchors.add(name)
  }
  return anchors
}

/** Blanks code, line by line, so that line numbers stay. */
function withoutCode(markdown) {
  return markdown
    .replaceAll(/^( *)(```+|~~~+)[\s\S]*?^\1\2 *$/gm, block => block.replaceAll(/[^\n]/g, ''))
    .replaceAll(/`[^`\n]*`/g, code => code.replaceAll(/[[\]()]/g, ' '))
}
