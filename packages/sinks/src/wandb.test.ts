import { describeSink, type Point } from '../../../test/contracts/sink.ts'
import { absentPeer, pythonPeer } from '../../../test/peers/python-peer.ts'
import { readWandb, rowsOf } from '../../../test/peers/wandb/wandb-records.ts'
import { describeWhen } from '../../../test/skip.ts'
import { definition, WandbSink } from './wandb.ts'

describeWhen(pythonPeer('wandb') !== undefined, absentPeer('wandb'))('with the protobuf of wandb', () => {
  describeSink('WandbSink', { create: () => new WandbSink(), readBack: readPoints })
})

const STEP = '_seetrain_step/'

async function readPoints(folder: string): Promise<Point[]> {
  const files = await readWandb(folder)
  return Object.values(files)
    .flatMap(rowsOf)
    .flatMap(({ step, values }) =>
      [...values]
        .filter(([key]) => !key.startsWith('_') || key === '__proto__')
        .filter(([key]) => key !== 'epoch')
        .map(([key, value]) => ({
          key,
          step: (values.get(STEP + key) as number | undefined) ?? step,
          value: value as number,
        }))
        .filter(({ value }) => typeof value === 'number'),
    )
}

describe('the options of the sink wandb', () => {
  it('are checked by name', () => {
    expect(definition.create({ dir: 'out', entity: 'team', project: 'p', host: true })).toBeInstanceOf(WandbSink)
    expect(() => definition.create({ key: 'x' })).toThrow(
      'sink wandb, option "key": got the string "x". There is no such option. It has: dir, entity, project, host.',
    )
    expect(() => definition.create({ host: 'yes' })).toThrow('Pass true or false.')
    expect(() => definition.create({ entity: 3 })).toThrow('Pass the name of a team or user.')
  })
})
