import type { RunRow } from '../api/wire.ts'
import { atPath, cellOf, columnTitle, defaultColumns, metricsOf, sortField } from './columns.ts'

const run = {
  createdAt: 1000,
  updatedAt: 5000,
  config: { lr: 0.1, 'a.b': 1, optimizer: { name: 'adam', 'beta.1': 0.9 } },
  metrics: { 'val/loss': { count: 3, min: 0.5, max: 'Infinity', mean: 'NaN', last: 1, lastStep: 2 } },
} as unknown as RunRow

describe('columns of the runs table', () => {
  it('reads config by path, whatever dots its names hold', () => {
    expect(atPath(run.config, 'lr')).toBe(0.1)
    expect(atPath(run.config, 'a.b')).toBe(1)
    expect(atPath(run.config, 'optimizer.beta.1')).toBe(0.9)
    expect(atPath(run.config, 'optimizer.beta')).toBeUndefined()
    expect(atPath(run.config, 'toString')).toBeUndefined()
  })

  it('reads metrics as numbers, NaN and the infinities among them', () => {
    expect(cellOf(run, 'min:val/loss')).toBe(0.5)
    expect(cellOf(run, 'max:val/loss')).toBe(Infinity)
    expect(cellOf(run, 'mean:val/loss')).toBeNaN()
    expect(cellOf(run, 'summary:val/loss')).toBeUndefined()
    expect(cellOf(run, 'min:loss')).toBeUndefined()
    expect(cellOf(run, 'duration')).toBe(4000)
  })

  it('names the columns for people and for the hub', () => {
    expect(columnTitle('summary:val/loss')).toBe('val/loss')
    expect(columnTitle('min:val/loss')).toBe('min val/loss')
    expect(sortField('min:val/loss')).toBe('metrics."val/loss".min')
    expect(sortField('config:a"b')).toBe('config."a\\"b"')
    expect(sortField('tags')).toBeUndefined()
    expect(metricsOf(['name', 'min:a', 'max:a', 'config:b'])).toEqual(['a'])
  })

  it('starts with what most runs have', () => {
    const columns = {
      config: [
        { path: 'rare', runs: 1 },
        { path: 'lr', runs: 9 },
      ],
      metrics: [{ key: 'loss', runs: 9 }],
    }
    expect(defaultColumns(columns, false)).toEqual([
      'name',
      'state',
      'createdAt',
      'duration',
      'summary:loss',
      'config:lr',
      'config:rare',
      'tags',
    ])
  })
})
