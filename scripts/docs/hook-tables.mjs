import { execFileSync } from 'node:child_process'
import { Failure } from '../workspace/failure.mjs'
import { root } from '../workspace/root.mjs'

// in a process of its own, which reads the sources of the packages
const PROGRAM = `
  import { integrations } from '@seetrain/adapters'
  const tables = Object.entries(integrations).map(([framework, load]) => [framework, load()])
  console.log(JSON.stringify(tables))`

let tables

/** The hooks of one framework, one line each: its arguments in their order, and what it does. */
export function hookTable(framework) {
  const definition = definitions().get(framework)
  if (!definition)
    throw new Failure(`There is no framework "${framework}".`, `There are: ${[...definitions().keys()].join(', ')}.`)
  const rows = Object.entries(definition.hooks).map(
    ([name, { parameters = {}, says = '' }]) =>
      `| \`${name}(${listOf(parameters)})\` | ${says.replaceAll('|', '\\|')} |`,
  )
  return ['| hook | what it does |', '| --- | --- |', ...rows].join('\n')
}

/** The tables of all frameworks, each below a heading. */
export function allHookTables() {
  return [...definitions()]
    .filter(([, { hooks }]) => Object.values(hooks).every(({ says }) => says !== undefined))
    .map(([framework, { mode }]) => `## ${framework}\n\nMode: ${mode}.\n\n${hookTable(framework)}`)
    .join('\n\n')
}

function listOf(parameters) {
  return Object.entries(parameters)
    .map(([name, kind]) => (kind.endsWith('?') ? `${name}?: ${kind.slice(0, -1)}` : `${name}: ${kind}`))
    .join(', ')
}

function definitions() {
  tables ??= new Map(JSON.parse(runProgram()))
  return tables
}

function runProgram() {
  const args = ['--conditions=@seetrain/source', '--no-warnings', '--input-type=module', '--eval', PROGRAM]
  return execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' })
}
