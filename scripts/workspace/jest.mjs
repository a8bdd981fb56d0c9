import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exitCode } from './command.mjs'
import { childEnvironment, nodePath, toolPath } from './environment.mjs'
import { root } from './root.mjs'
import { readEvents, unfinishedFiles } from './test-record.mjs'

const LOOK_MS = 500
/** Jest that has told all its results and stays is held by something its tests left open. */
const END_GRACE_MS = 15_000

/** Runs jest, shows what it prints, ends it when it hangs. Resolves with the recorded events and the exit code. */
export async function runJest(args, { env = {}, silenceMs = 15 * 60_000 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'seetrain-test-'))
  const record = join(folder, 'events.jsonl')
  writeFileSync(record, '')
  try {
    const code = await runToEnd(args, record, { env, silenceMs })
    return { code, events: readEvents(record) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function runToEnd(args, record, { env, silenceMs }) {
  const recorder = join(root, 'scripts', 'workspace', 'test-recorder.mjs')
  const child = spawn(
    nodePath(),
    [toolPath('jest', 'bin', 'jest.js'), ...args, '--reporters=default', `--reporters=${recorder}`],
    {
      cwd: root,
      env: childEnvironment({ ...env, TEST_RECORD_FILE: record }),
      stdio: ['ignore', 'inherit', 'inherit'],
      // a group of its own, so that everything the tests started can be ended with it
      detached: true,
    },
  )
  const end = signal => endGroup(child.pid, signal)
  const stopWatching = watchForHang(record, silenceMs, end)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => end(signal))
  return new Promise(resolve => {
    child.on('error', () => resolve(127))
    child.on('exit', (code, signal) => {
      stopWatching()
      end('SIGKILL')
      resolve(exitCode(code, signal))
    })
  })
}

function endGroup(pid, signal) {
  try {
    process.kill(-pid, signal)
  } catch {
    // nothing of it is left
  }
}

/** Ends jest when its record stops growing: soon after the last result, after a long silence before. */
function watchForHang(record, silenceMs, end) {
  const timer = setInterval(() => {
    const silence = Date.now() - statSync(record).mtimeMs
    if (silence < Math.min(END_GRACE_MS, silenceMs)) return
    const events = readEvents(record)
    if (events.at(-1)?.event === 'run-end') {
      console.error(
        '\nEvery test is done and jest does not end: a test left a server, a timer or a child open. Ended it.',
      )
      end('SIGKILL')
    } else if (silence >= silenceMs) {
      console.error(
        `\nNo test file ended for ${Math.round(silenceMs / 1000)} s. Ended it; running were: ${unfinishedFiles(events).join(', ')}`,
      )
      end('SIGKILL')
    }
  }, LOOK_MS)
  return () => clearInterval(timer)
}
