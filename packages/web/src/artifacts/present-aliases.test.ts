import type { ArtifactRow } from '../api/wire.ts'
import { presentAliases } from './present-aliases.ts'

const row = (name: string, version: string, ...aliases: string[]) =>
  ({ project: 'p', name, version, aliases }) as ArtifactRow

describe('aliases of artifacts', () => {
  it('trap 4: stay with the version that got them last, for each name', () => {
    const rows = presentAliases([
      row('m', 'v2', 'latest'),
      row('m', 'v1', 'latest', 'best'),
      row('n', 'v0', 'latest'),
      row('m', 'v0', 'best'),
    ])
    expect(rows.map(({ aliases }) => aliases)).toEqual([['latest'], ['best'], ['latest'], []])
  })
})
