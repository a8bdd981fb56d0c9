// npm start: installs what is missing, builds what is stale, opens the dashboard and trains the demo in it.
// Plain JavaScript for Node 20, since it runs before anything is installed.
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from './workspace/build.mjs'
import { runCommand } from './workspace/command.mjs'
import { startDashboard } from './workspace/demo-dashboard.mjs'
import { childEnvironment, nodePath } from './workspace/environment.mjs'
import { Failure, runScript } from './workspace/failure.mjs'
import { ensureInstalled } from './workspace/installation.mjs'
import { root } from './workspace/root.mjs'

await runScript(async () => {
  const { once } = readArguments(process.argv.slice(2))
  await ensureInstalled()
  await build()
  const home = resolve(root, process.env.SEETRAIN_DIR ?? '.')
  const dashboard = await startDashboard(home)
  try {
    tellDashboard(dashboard)
    await trainDemo(home)
    showWhereToLook(home)
    if (!once && dashboard.url !== undefined) await stay(dashboard)
  } finally {
    await dashboard.end()
  }
})

/** `--once` runs the demo and ends; without it the dashboard stays open until it is interrupted. */
function readArguments(args) {
  const unknown = args.find(argument => argument !== '--once')
  if (unknown !== undefined)
    throw new Failure(
      `npm start: unknown argument ${unknown}.`,
      'It takes --once, after two dashes: npm start -- --once',
    )
  return { once: args.includes('--once') }
}

function tellDashboard({ url, said }) {
  if (url !== undefined) console.log(`\nDashboard:  ${url}   the demo trains in it now`)
  else console.error(`\nThe dashboard did not start; the demo trains without it.${said && `\n${said}`}`)
}

async function trainDemo(home) {
  const { code } = await runCommand(nodePath(), [join(root, 'examples', 'demo.ts')], {
    show: true,
    env: childEnvironment({ SEETRAIN_DIR: home }),
  })
  if (code !== 0)
    throw new Failure(
      `The demo ended with exit code ${code}.`,
      'What it said is above. Run npm run build -- --force, then this again.',
    )
}

function showWhereToLook(home) {
  console.log(`\nRuns are kept in ${join(home, '.seetrain')}`)
  console.log(`The demo's code:  ${join('examples', 'demo.ts')}`)
  for (const page of ['README.md', join('docs', 'getting-started.md')]) {
    if (existsSync(join(root, page))) console.log(`Read on:          ${page}`)
  }
}

async function stay({ url, ended, end }) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, end)
  console.log(`\nThe dashboard stays open at ${url}; Ctrl+C ends it.`)
  await ended
}
