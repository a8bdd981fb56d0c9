// npm test: installs what is missing, runs every test and ends with one line of counts. Arguments go to jest:
// `npm test -- packages/core`. Plain JavaScript for Node 20, since it runs before anything is installed.
import { runScript } from './workspace/failure.mjs'
import { ensureInstalled } from './workspace/installation.mjs'
import { runJest } from './workspace/jest.mjs'
import { ensurePeers, lightPeerNames } from './workspace/python-peers.mjs'
import { ensureSystemPackages } from './workspace/system-packages.mjs'
import { countTests } from './workspace/test-record.mjs'
import { reportTests } from './workspace/test-report.mjs'

await runScript(async () => {
  await ensureInstalled()
  await ensureSystemPackages()
  await ensurePeers(lightPeerNames())
  const { code, events } = await runJest(process.argv.slice(2), {
    silenceMs: Number(process.env.SEETRAIN_TEST_SILENCE_MS ?? 15 * 60_000),
  })
  const counts = countTests(events, code)
  console.log(reportTests(counts))
  return counts.failures.length === 0 ? 0 : Math.max(code, 1)
})
