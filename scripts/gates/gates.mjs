import { join } from 'node:path'
import { runCommand } from '../workspace/command.mjs'
import { nodePath, toolPath } from '../workspace/environment.mjs'
import { root } from '../workspace/root.mjs'
import { checkPackages } from './packages.mjs'

/** What `npm run check` runs, in this order: the packages are compiled before they are packed. */
export const gates = [
  {
    name: 'types',
    shows: 'sources, tests, examples and benches compile',
    run: () =>
      inTurn(
        tool('tsc', '-b', 'tsconfig.build.json'),
        tool('tsc', '-p', 'tsconfig.tests.json'),
        tool('tsc', '-p', 'packages/web'),
        // what a page runs is written beside what drives it
        tool('tsc', '-p', 'test/browser'),
      ),
  },
  {
    name: 'lint',
    shows: 'oxlint with the rules of .oxlintrc.json',
    run: tool('oxlint', '--type-aware', '--deny-warnings'),
  },
  {
    name: 'imports',
    shows: 'imports go in one direction and in no circle',
    run: checkImports,
  },
  {
    name: 'unused',
    shows: 'no file, export or dependency without a use',
    run: tool('knip', '--no-progress', '--no-config-hints'),
  },
  { name: 'format', shows: 'npm run format has nothing to do', run: tool('oxfmt', '--check') },
  {
    name: 'catalogs',
    shows: 'the catalogs name the files that are there',
    run: script('generate-catalogs.mjs', '--check'),
  },
  { name: 'docs', shows: 'generated regions of the docs are fresh', run: script('generate-docs.mjs', '--check') },
  { name: 'links', shows: 'links in Markdown lead somewhere', run: script('gates/links.mjs') },
  {
    name: 'lock',
    shows: 'the lock file is complete and names no registry',
    run: () => inTurn(script('complete-lock.mjs', '--check'), script('gates/lock.mjs')),
  },
  { name: 'packages', shows: 'publint and attw take each packed package', run: checkPackages },
]

/** Without the tool's note about the compiler: it parses with swc here. */
async function checkImports() {
  const { code, output } = await tool('depcruise', '--config', '.dependency-cruiser.mjs', 'packages')()
  return { code, output: output.split('\u203c')[0] }
}

function tool(name, ...args) {
  return () => runCommand(nodePath(), [toolPath('.bin', name), ...args])
}

function script(name, ...args) {
  return () => runCommand(nodePath(), [join(root, 'scripts', name), ...args])
}

async function inTurn(...runs) {
  const outcomes = []
  for (const run of runs) outcomes.push(await run())
  return { code: Math.max(...outcomes.map(({ code }) => code)), output: outcomes.map(({ output }) => output).join('') }
}
