// npm run bench hub [-- --rounds=N]: a hub beside the tracking server of MLflow and TensorBoard, all as their users run
// them: how fast points come in, how large they are, and how soon a chart, a table and a page of charts are there. Says
// which targets are met; a missed one is no failure.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hubChartRows } from './measure/hub-chart-rows.ts'
import { hubIngestRows } from './measure/hub-ingest-rows.ts'
import { hubPageRows } from './measure/hub-page-rows.ts'
import { hubTableRows } from './measure/hub-table-rows.ts'
import { describeMachine } from './measure/machine.ts'
import { MlflowServer } from './measure/mlflow-server.ts'
import { packageVersions } from './measure/package-versions.ts'
import { peerProgram } from './measure/python-peer.ts'
import { roundsFrom } from './measure/rounds.ts'
import { INGEST, storeIngestRows } from './measure/store-ingest-rows.ts'
import { printTable } from './measure/table.ts'

const rounds = roundsFrom(process.argv, 3)
const machine = describeMachine()
const folder = mkdtempSync(join(tmpdir(), 'bench-hub-'))
const mlflow = await MlflowServer.start(folder)
try {
  const rows = [
    ...(await storeIngestRows(rounds, INGEST.one)),
    ...(await storeIngestRows(rounds, INGEST.thousand)),
    ...(await hubIngestRows({ rounds, folder, mlflow })),
    ...(await hubChartRows({ rounds, folder, mlflow })),
    ...(await hubTableRows({ rounds, folder, mlflow })),
    ...(await hubPageRows({ rounds, folder })),
  ]
  const versions = [packageVersions('seetrain'), versionOf('mlflow'), versionOf('tensorboard')].join(', ')
  console.log(`${machine}; ${versions}; medians of ${rounds} rounds`)
  printTable(['', 'median', 'from … to', 'target'], rows)
} finally {
  await mlflow?.[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
}

function versionOf(peer: string): string {
  const python = peerProgram(peer, 'python')
  if (python === undefined) return `${peer} left out: npm run peers -- ${peer}`
  const ask = `import importlib.metadata as m; print(m.version("${peer}"))`
  return `${peer} ${execFileSync(python, ['-c', ask]).toString().trim()}`
}
