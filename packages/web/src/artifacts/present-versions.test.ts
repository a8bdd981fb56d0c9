import type { ArtifactRow } from '../api/wire.ts'
import { presentVersions } from './present-versions.ts'

const row = (name: string, version: string, time: number, ...aliases: string[]) =>
  ({ project: 'p', name, version, time, aliases, runId: `r${time}` }) as ArtifactRow

describe('versions of artifacts', () => {
  it('trap 4: aliases stay with the version that got them last, for each name', () => {
    const rows = presentVersions([
      row('m', 'v2', 4, 'latest'),
      row('m', 'v1', 3, 'latest', 'best'),
      row('n', 'v0', 2, 'latest'),
      row('m', 'v0', 1, 'best'),
    ])
    expect(rows.map(({ aliases }) => aliases)).toEqual([['latest'], ['best'], ['latest'], []])
  })

  it('of the same moment the higher version is the latest', () => {
    const rows = presentVersions([row('m', 'v9', 5, 'latest'), row('m', 'v10', 5, 'latest')])
    expect(rows.map(({ version, aliases }) => [version, aliases])).toEqual([
      ['v10', ['latest']],
      ['v9', []],
    ])
  })

  it('stand there once, however many runs logged them', () => {
    const rows = presentVersions([row('m', 'v0', 3, 'latest'), row('m', 'v0', 2, 'latest', 'good')])
    expect(rows).toMatchObject([{ version: 'v0', aliases: ['latest', 'good'], runs: ['r3', 'r2'], time: 3 }])
  })
})
