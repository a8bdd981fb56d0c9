import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MlflowServer } from '../peers/mlflow/mlflow-server.ts'
import { absentPeer, pythonPeer } from '../peers/python-peer.ts'
import { readEvents } from '../peers/tensorboard/event-accumulator.ts'
import { WandbStandIn } from '../peers/wandb/stand-in-server.ts'
import { wandbSync } from '../peers/wandb/wandb-sync.ts'
import { describeWhen } from '../skip.ts'
import { mlflowSurvivals } from './mlflow-survivals.ts'
import { loggedDigests, sendEveryKind, survivalTable, type SentRun, type Survival } from './round-trip.ts'
import { tensorboardSurvivals } from './tensorboard-survivals.ts'
import { wandbSurvivals } from './wandb-survivals.ts'

const PAGE = join(__dirname, '../../docs/round-trip.md')
const TABLE = /(?<=<!-- checked by test\/sinks\/round-trip\.test\.ts -->\n)[\s\S]*?(?=\n<!-- end -->)/
const TIMEOUT_MS = 300_000

const PEERS = ['tensorboard', 'wandb', 'mlflow']
const absent = PEERS.find(peer => pythonPeer(peer) === undefined)

describeWhen(absent === undefined, absentPeer(absent ?? ''))('a run with every kind of record', () => {
  let folder: string
  let sent: SentRun
  let columns: { [tracker: string]: Survival[] }
  let unknown: string[]
  let mlflow: MlflowServer

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'seetrain-round-trip-'))
    mlflow = await MlflowServer.start(folder)
    sent = await sendEveryKind(folder, mlflow.url)
    const standIn = await WandbStandIn.start()
    try {
      await wandbSync(standIn.url, folder, globSync('wandb/offline-run-*', { cwd: folder }))
    } finally {
      await standIn.close()
    }
    unknown = standIn.uploaded.unknown
    const digests = loggedDigests(sent)
    columns = {
      TensorBoard: tensorboardSurvivals(await readEvents(join(folder, 'tensorboard')), digests),
      MLflow: mlflowSurvivals(await mlflow.readRuns('round-trip'), digests),
      'W&B': wandbSurvivals(standIn.uploaded, digests),
    }
  }, TIMEOUT_MS)
  afterAll(async () => {
    await mlflow.close()
    rmSync(folder, { recursive: true, force: true })
  }, TIMEOUT_MS)

  it('is delivered whole', () => {
    for (const stats of Object.values(sent.sinks)) expect(stats).toMatchObject({ poisoned: 0, failures: 0, lag: 0 })
  })

  it('asks of the W&B server nothing that the stand-in does not know', () => {
    expect(unknown).toEqual([])
  })

  it('survives as the table of the docs says, value by value', () => {
    const failures = Object.entries(columns).flatMap(([tracker, survivals]) =>
      survivals.flatMap(({ what, check }) => {
        try {
          check?.()
          return []
        } catch (error) {
          return [`${tracker}, ${what}: ${String(error)}`]
        }
      }),
    )
    expect(failures).toEqual([])
    const table = survivalTable(columns)
    const page = readFileSync(PAGE, 'utf8')
    if (process.env['UPDATE_DOCS'] === '1')
      writeFileSync(
        PAGE,
        page.replace(TABLE, () => table),
      )
    else expect(TABLE.exec(page)?.[0]).toBe(table)
  })
})
