// npm run test:sdks -- <folder of an SDK's sources> [parts of paths]: the SDK's own tests and examples, each with autolog off and on.
// They are in no package, so the sources have to be there, with what their tests need installed.
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { runCommand } from './workspace/command.mjs'
import { nodePath } from './workspace/environment.mjs'
import { Failure, runScript } from './workspace/failure.mjs'
import { ensureInstalled } from './workspace/installation.mjs'
import { root } from './workspace/root.mjs'

const SDKS = ['openai', '@anthropic-ai/sdk']
const USAGE = 'Pass a folder with the sources of one: npm run test:sdks -- <folder>'

await runScript(async () => {
  const [folder, ...parts] = process.argv.slice(2)
  const sources = checkSources(folder === undefined ? undefined : resolve(folder))
  await ensureInstalled()
  const program = join(root, 'test', 'autolog', 'upstream', 'compare-sdk.ts')
  const args = ['--conditions=@seetrain/source', '--disable-warning=ExperimentalWarning', program, sources, ...parts]
  const { code } = await runCommand(nodePath(), args, { show: true })
  if (code !== 0)
    throw new Failure(
      'Some came out otherwise with autolog on.',
      'They are above; docs/autolog-compatibility.md says how to read them.',
    )
})

function checkSources(folder) {
  if (folder === undefined) throw new Failure('There is no SDK to test.', USAGE)
  const manifest = join(folder, 'package.json')
  if (!existsSync(manifest)) throw new Failure(`${folder} holds no package.json.`, USAGE)
  const { name } = JSON.parse(readFileSync(manifest, 'utf8'))
  if (!SDKS.includes(name)) throw new Failure(`${folder} holds ${name}, which is none of ${SDKS.join(', ')}.`, USAGE)
  if (!existsSync(join(folder, 'tests')))
    throw new Failure(`${folder} holds no tests.`, 'What npm installs has none: pass a copy of the repository.')
  if (!hasJest(manifest))
    throw new Failure(`What the tests in ${folder} need is not installed.`, 'Run `npm install --ignore-scripts` there.')
  return folder
}

function hasJest(manifest) {
  try {
    return createRequire(manifest).resolve('jest/bin/jest') !== ''
  } catch {
    return false
  }
}
