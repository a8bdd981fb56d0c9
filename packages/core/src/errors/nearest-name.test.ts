import { nearestName } from './nearest-name.ts'

const KNOWN = ['project', 'maxMediaBytes', 'sinkTimeoutMs', 'sinkBatchRecords', 'url', 'mode']

test.each([
  ['projct', 'project'], ['porject', 'project'], ['PROJECT', 'project'], ['max_media_bytes', 'maxMediaBytes'], ['sink-timeout', 'sinkTimeoutMs'],
  ['ulr', 'url'], ['mod', 'mode'],
])('%s most likely means %s', (name, meant) => {
  expect(nearestName(name, KNOWN)).toBe(meant)
})

test.each(['', 'x', 'learningRate', 'zzz'])('nothing is close to %j', name => {
  expect(nearestName(name, KNOWN)).toBeUndefined()
})
