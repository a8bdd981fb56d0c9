// npm run test:mlflow -- <folder of MLflow's sources> [what pytest takes]: MLflow's own REST tests, each against a hub of its own.
// They are in no package, so the sources have to be there. Runs with the client of the peer mlflow.
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { runCommand } from './workspace/command.mjs'
import { childEnvironment, nodePath } from './workspace/environment.mjs'
import { Failure, runScript } from './workspace/failure.mjs'
import { ensurePeers } from './workspace/python-peers.mjs'
import { root } from './workspace/root.mjs'

const TESTS = ['test_rest_tracking.py', 'test_model_registry.py']
const PEER = 'mlflow-upstream'

await runScript(async () => {
  const [folder, ...rest] = process.argv.slice(2)
  const tests = folder === undefined ? undefined : join(resolve(folder), 'tests', 'tracking')
  if (tests === undefined || !existsSync(tests))
    throw new Failure(
      'There are no tests of MLflow.',
      'Pass a folder with its sources: npm run test:mlflow -- <folder>',
    )
  await ensurePeers([PEER])
  const python = join(root, '.cache', 'peers', PEER, 'bin', 'python')
  if (!existsSync(python)) throw new Failure(`The Python peer ${PEER} is not installed.`, 'What pip said is above.')
  const hub = [nodePath(), '--conditions=@seetrain/source', join(root, 'packages', 'seetrain', 'src', 'cli.ts')]
  const pytest = ['-m', 'pytest', '-p', 'upstream_plugin', '-q', '--noconftest', '--timeout', '120', '--tb', 'line']
  const chosen = rest.length > 0 ? rest : TESTS.map(name => join('tests', 'tracking', name))
  const { code } = await runCommand(python, [...pytest, ...chosen], {
    show: true,
    cwd: resolve(folder),
    env: childEnvironment({
      PYTHONPATH: [resolve(folder), join(root, 'test', 'doors', 'mlflow')].join(':'),
      HUB_COMMAND: JSON.stringify(hub),
      MLFLOW_HTTP_REQUEST_MAX_RETRIES: '1',
      MLFLOW_ENABLE_ASYNC_TRACE_LOGGING: 'false',
    }),
  })
  if (code !== 0) throw new Failure('Some of them fail.', 'docs/mlflow-door.md says which are expected to.')
})
