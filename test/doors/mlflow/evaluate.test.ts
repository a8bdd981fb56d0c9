import { HubUnderTest } from '../../hub/hub-under-test.ts'
import { absentPeer, pythonPeer } from '../../peers/python-peer.ts'
import { describeWhen } from '../../skip.ts'
import { runClient } from './run-client.ts'

const python = pythonPeer('mlflow')
describeWhen(python !== undefined, absentPeer('mlflow'))('a program that evaluates with MLflow 3', () => {
  let said: { [member: string]: unknown }
  beforeAll(async () => {
    await using under = await HubUnderTest.start()
    said = await runClient(python!, 'evaluate.py', under.url)
    expect(under.errors).toEqual([])
  }, 180_000)

  it('finds traces by what their spans say, and by what was said about them', () => {
    expect(said['searches']).toEqual({
      "trace.text LIKE '%blue%'": ['why blue'],
      "trace.text LIKE '%small-1%'": ['boom now', 'why blue', 'why red'],
      "trace.text ILIKE '%WHY%' AND tags.topic = 'why'": ['why blue', 'why red'],
      "span.name = 'ask' AND span.type = 'LLM'": ['boom now', 'why blue', 'why red'],
      "span.name = 'pipeline' AND span.type = 'LLM'": [],
      "span.status = 'ERROR'": ['boom now'],
      "span.attributes.model = 'small-1' AND span.attributes.temperature = '0.25'": ['boom now', 'why blue'],
      "span.name LIKE 'pi%'": ['boom now', 'why blue', 'why red'],
      'feedback.good < 0.5': ['why blue', 'why red'],
      "feedback.verdict = 'yes'": ['why blue'],
      'feedback.verdict IS NULL': ['boom now', 'why red'],
      'expectation.facts IS NOT NULL': ['why red'],
      "prompt = 'summary/1'": ['why blue'],
    })
    expect(said['bad searches']).toEqual([
      ['INVALID_PARAMETER_VALUE', expect.stringContaining("Invalid span attribute 'colour'.")],
      ['INVALID_PARAMETER_VALUE', expect.stringContaining("Invalid entity type 'spans'.")],
    ])
    expect(said['pages']).toEqual([['boom now', 'why blue'], ['why red']])
  })

  it('learns how far one thing comes with another', () => {
    expect(said['correlation']).toEqual([expect.closeTo(1, 6), 2, 2, 2])
  })

  it('replaces what was said, and takes that back', () => {
    expect(said).toMatchObject({
      assessments: [
        ['good', 0.1, true, true],
        ['good', 0.9, false, false],
      ],
      expected: { colour: 'red', score: 1 },
      restored: true,
    })
  })

  it('keeps examples by their inputs, with numbers as they were', () => {
    expect(said).toMatchObject({
      dataset: {
        name: 'questions',
        tags: { stage: 'draft' },
        experiments: true,
        records: [
          [{ question: 'why', limit: 1 }, 'so', { answer: 'because', tone: 'kind' }, { level: 'easy', seen: 'yes' }],
          [expect.objectContaining({ question: 'how' }), {}, null, {}],
        ],
        'from traces': [
          ['TRACE', 'why blue', 'why blue'],
          ['TRACE', 'why red', 'why red'],
        ],
        profile: { num_records: 4 },
        schema: {
          inputs: { question: 'string', limit: 'float', big: 'integer', temperature: 'float' },
          outputs: 'string',
          expectations: { answer: 'string', tone: 'string', facts: 'object' },
          version: '1.0',
        },
        rows: 4,
      },
      exact: ['float', true],
      found: { '': ['questions', 'empty'], "tags.stage = 'draft'": ['questions'], "name LIKE 'em%'": ['empty'] },
      'deleted records': 1,
      left: 3,
      removed: true,
      'no such dataset': ['RESOURCE_DOES_NOT_EXIST', expect.stringContaining('not found')],
    })
  })
  it('keeps scorers by version', () => {
    expect(said).toMatchObject({
      scorers: [['length', 2]],
      versions: [1, 2],
      'one version': 'short',
      latest: 1,
      'no such scorer': ['RESOURCE_DOES_NOT_EXIST', expect.stringContaining("Scorer with name 'length' not found")],
    })
  })
})
