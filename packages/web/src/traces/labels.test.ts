import { labelAddress, labelsOf, readLabels } from './labels.ts'

describe('labels of spans', () => {
  it('are read from an address, colons of the value included', () => {
    expect(readLabels(['session:a:b', 'nothing', 'user:', 'color:red', 'tag:x'])).toEqual([
      { name: 'session', value: 'a:b' },
      { name: 'tag', value: 'x' },
    ])
  })

  it('are what the hub knows a span by', () => {
    const attributes = {
      'gen_ai.conversation.id': 's',
      'seetrain.tags': ['x', 'y'],
      'gen_ai.prompt.name': 'greet',
      'gen_ai.prompt.version': 'v1',
      'gen_ai.request.model': 'small',
    }
    const labels = labelsOf({ attributes, time: 0, endTime: 1, error: { name: 'Slow', message: '' } })
    expect(labels.map(({ name, value }) => `${name}:${value}`)).toEqual([
      'session:s',
      'tag:x',
      'tag:y',
      'prompt-version:greet:v1',
      'model:small',
      'error:Slow',
    ])
  })

  it('lead to the list of a run, or of all', () => {
    const label = { name: 'user', value: 'a&b' } as const
    expect(labelAddress(label)).toBe('/traces?label=user%3Aa%26b')
    expect(labelAddress({ name: 'prompt', value: 'greet' })).toBe('/traces?label=prompt%3Agreet&kind=llm')
    expect(labelAddress(label, 'r1')).toBe('/runs/r1/traces?label=user%3Aa%26b')
  })
})
