// npm run check: everything that can be known without running the tests. Every gate runs, also after one failed; one line each.
// `npm run check -- lint format` runs only these.
import { gates } from './gates/gates.mjs'
import { Failure, runScript } from './workspace/failure.mjs'
import { ensureInstalled } from './workspace/installation.mjs'

await runScript(async () => {
  const chosen = chooseGates(process.argv.slice(2))
  await ensureInstalled()
  const failed = []
  for (const gate of chosen) if (!(await passes(gate))) failed.push(gate.name)
  console.log(
    `${chosen.length - failed.length} of ${chosen.length} gates passed${failed.length > 0 ? `; failed: ${failed.join(', ')}` : ''}`,
  )
  return failed.length === 0 ? 0 : 1
})

function chooseGates(names) {
  const unknown = names.find(name => gates.every(gate => gate.name !== name))
  if (unknown !== undefined)
    throw new Failure(
      `npm run check: there is no gate ${unknown}.`,
      `There are: ${gates.map(({ name }) => name).join(', ')}`,
    )
  return names.length === 0 ? gates : gates.filter(({ name }) => names.includes(name))
}

async function passes({ name, shows, run }) {
  const started = Date.now()
  const { code, output } = await run()
  console.log(
    `${code === 0 ? '✓' : '✗'} ${name.padEnd(10)} ${((Date.now() - started) / 1000).toFixed(1).padStart(5)} s  ${shows}`,
  )
  if (code !== 0) console.log(output.trimEnd().replaceAll(/^/gm, '    '))
  return code === 0
}
