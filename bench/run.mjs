// npm run bench: every bench/<name>.bench.ts in turn, on the built packages; `npm run bench log` runs one, and what follows
// `--` goes to it. Each is a program that prints one table.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { build } from '../scripts/workspace/build.mjs'
import { runCommand } from '../scripts/workspace/command.mjs'
import { nodePath } from '../scripts/workspace/environment.mjs'
import { Failure, runScript } from '../scripts/workspace/failure.mjs'
import { ensureInstalled } from '../scripts/workspace/installation.mjs'
import { root } from '../scripts/workspace/root.mjs'

const ENDING = '.bench.ts'

await runScript(async () => {
  const names = process.argv.slice(2).filter(argument => !argument.startsWith('-'))
  const options = process.argv.slice(2).filter(argument => argument.startsWith('-'))
  const chosen = chooseBenches(names)
  await ensureInstalled()
  await build()
  const failed = []
  for (const name of chosen) if (!(await runBench(name, options))) failed.push(name)
  if (failed.length > 0) throw new Failure(`Failed: ${failed.join(', ')}.`, 'What each said is above.')
})

function chooseBenches(names) {
  const known = readdirSync(join(root, 'bench'))
    .filter(file => file.endsWith(ENDING))
    .map(file => file.slice(0, -ENDING.length))
    .sort()
  const unknown = names.find(name => !known.includes(name))
  if (unknown !== undefined)
    throw new Failure(`There is no bench ${unknown}.`, `There are: ${known.join(', ') || 'none yet'}`)
  if (known.length === 0) throw new Failure('There is no bench yet.', `Add one as bench/<name>${ENDING}.`)
  return names.length === 0 ? known : names
}

async function runBench(name, options) {
  console.log(`\n${name}`)
  // a bench that measures memory asks for the collector
  const { code } = await runCommand(nodePath(), ['--expose-gc', join(root, 'bench', `${name}${ENDING}`), ...options], {
    show: true,
  })
  return code === 0
}
