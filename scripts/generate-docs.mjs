// Fills the generated regions of the Markdown files from the code; with `--check` only says which are stale.
// A region lies between `<!-- generated: NAME -->` and `<!-- end -->`; NAME is `settings`, `errors`, `errors PACKAGE`,
// `answers`, `hooks`, `hooks FRAMEWORK` or `file PATH`.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { extname, join, relative } from 'node:path'
import { answersTable } from './docs/answers-table.mjs'
import { errorsTable } from './docs/errors-table.mjs'
import { allHookTables, hookTable } from './docs/hook-tables.mjs'
import { Failure, runScript } from './workspace/failure.mjs'
import { markdownFiles } from './workspace/markdown-files.mjs'
import { root } from './workspace/root.mjs'

const REGION = /(<!-- generated: (.+?) -->\n)([\s\S]*?)(<!-- end -->)/g

await runScript(async () => {
  const onlyCheck = process.argv.includes('--check')
  const stale = []
  for (const path of markdownFiles()) {
    const before = readFileSync(path, 'utf8')
    const after = await fillRegions(before, relative(root, path))
    if (before === after) continue
    stale.push(relative(root, path))
    if (!onlyCheck) writeFileSync(path, after)
  }
  for (const page of stale) console.log(`${page}: ${onlyCheck ? 'a generated region is stale' : 'written'}`)
  if (onlyCheck && stale.length > 0)
    throw new Failure('The docs do not say what the code does.', 'Run: npm run generate')
})

async function fillRegions(markdown, page) {
  const opened = markdown.match(/<!-- generated: /g)?.length ?? 0
  const regions = [...markdown.matchAll(REGION)]
  if (regions.length !== opened)
    throw new Failure(`${page}: a generated region has no end.`, 'Close each with <!-- end --> on a line of its own.')
  const contents = new Map()
  for (const [, , name] of regions) contents.set(name, await contentOf(name, page))
  return markdown.replaceAll(REGION, (_, start, name, __, end) => `${start}${contents.get(name)}\n${end}`)
}

async function contentOf(name, page) {
  if (name === 'settings') return (await import('../packages/core/src/settings/describe-settings.ts')).settingsTable()
  if (name === 'errors') return errorsTable('core')
  if (name.startsWith('errors ')) return errorsTable(name.slice('errors '.length))
  if (name === 'answers') return answersTable()
  if (name === 'hooks') return allHookTables()
  if (name.startsWith('hooks ')) return hookTable(name.slice('hooks '.length))
  if (name.startsWith('file ')) return codeBlock(name.slice('file '.length), page)
  throw new Failure(
    `${page}: nothing generates a region "${name}".`,
    'There are: settings, errors, errors PACKAGE, answers, hooks, hooks FRAMEWORK, file PATH.',
  )
}

function codeBlock(path, page) {
  const source = join(root, path)
  if (!existsSync(source))
    throw new Failure(`${page}: ${path} does not exist.`, 'Name a file by its path from the root of the repository.')
  // an example has a test of its own that runs it
  const mark = path.startsWith('examples/') ? ' no-run' : ''
  return `\`\`\`${extname(path).slice(1)}${mark}\n${readFileSync(source, 'utf8').trimEnd()}\n\`\`\``
}
