import { artifactNode, producedEdges, runNode, usedEdge, type LineageVersion } from './lineage.ts'

const version: LineageVersion = {
  project: 'mnist',
  name: 'model',
  version: 'v3',
  derivedFrom: ['artifact:mnist/data:v1', 'artifact:raw/base:v0'],
}

test('names runs and versions', () => {
  expect(runNode('r1')).toBe('run:r1')
  expect(artifactNode('mnist', 'model', 'v3')).toBe('artifact:mnist/model:v3')
})

test('edges read as sentences', () => {
  const sentence = ({ from, relation, to }: { from: string; relation: string; to: string }) =>
    `${from} ${relation} ${to}`
  expect(producedEdges(version, 'r1', 5).map(sentence)).toEqual([
    'run:r1 produced artifact:mnist/model:v3',
    'artifact:mnist/model:v3 derived-from artifact:mnist/data:v1',
    'artifact:mnist/model:v3 derived-from artifact:raw/base:v0',
  ])
  expect(usedEdge(version, 'r2', 6)).toEqual({
    kind: 'edge',
    time: 6,
    relation: 'used',
    from: 'run:r2',
    to: 'artifact:mnist/model:v3',
  })
})
