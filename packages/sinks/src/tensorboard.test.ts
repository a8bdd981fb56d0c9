import { join } from 'node:path'
import { absentPeer, pythonPeer } from '../../../test/peers/python-peer.ts'
import { readEvents } from '../../../test/peers/tensorboard/event-accumulator.ts'
import { describeWhen } from '../../../test/skip.ts'
import { describeSink, type Point } from '../../../test/contracts/sink.ts'
import { definition, TensorboardSink } from './tensorboard.ts'

const NUMBERS: { [text: string]: number } = { NaN: Number.NaN, Infinity, '-Infinity': -Infinity }

describeWhen(pythonPeer('tensorboard') !== undefined, absentPeer('tensorboard'))('with TensorBoard', () => {
  describeSink('TensorboardSink', {
    create: folder => new TensorboardSink({ dir: join(folder, 'logs') }),
    readBack: readPoints,
  })
})

async function readPoints(folder: string): Promise<Point[]> {
  const runs = await readEvents(folder)
  return Object.values(runs)
    .flatMap(tags => Object.entries(tags))
    .filter(([key, { plugin }]) => plugin === 'scalars' && key !== 'epoch' && !key.startsWith('system/'))
    .flatMap(([key, { values }]) =>
      values.map(({ step, time, exact }) => ({
        key,
        step,
        time,
        value: NUMBERS[exact as string] ?? (exact as number),
      })),
    )
}

describe('the options of the sink tensorboard', () => {
  it('are checked by name', () => {
    const layout = { losses: { both: ['loss', 'val/loss'] } }
    expect(definition.create({ dir: 'logs', scalars: 'simple', layout })).toBeInstanceOf(TensorboardSink)
    expect(() => definition.create({ folder: 'x' })).toThrow(
      'sink tensorboard, option "folder": got the string "x". There is no such option. It has: dir, scalars, layout.',
    )
    expect(() => definition.create({ dir: '' })).toThrow('Pass the path of a folder.')
    expect(() => definition.create({ scalars: 'half' })).toThrow('Pass one of: tensor, simple.')
    expect(() => definition.create({ layout: { losses: ['loss'] } })).toThrow('Pass lists of metrics by category')
  })
})
