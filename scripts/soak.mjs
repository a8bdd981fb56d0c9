// npm run soak: the crash tests with thousands of kills instead of hundreds; `-- 20000` asks for another number.
import { Failure, runScript } from './workspace/failure.mjs'
import { ensureInstalled } from './workspace/installation.mjs'
import { runJest } from './workspace/jest.mjs'
import { countTests } from './workspace/test-record.mjs'
import { reportTests } from './workspace/test-report.mjs'

const DAY_MS = 24 * 60 * 60_000

await runScript(async () => {
  const rounds = process.argv[2] ?? '5000'
  if (!/^[1-9]\d*$/.test(rounds))
    throw new Failure(`npm run soak: ${rounds} is not a number of kills.`, 'For example: npm run soak -- 20000')
  await ensureInstalled()
  const { code, events } = await runJest(['test/crash', `--testTimeout=${DAY_MS}`], {
    env: { CRASH_ROUNDS: rounds, STRICT_TIMES: '1' },
    silenceMs: DAY_MS,
  })
  const counts = countTests(events, code)
  console.log(reportTests(counts))
  return counts.failures.length === 0 ? 0 : Math.max(code, 1)
})
