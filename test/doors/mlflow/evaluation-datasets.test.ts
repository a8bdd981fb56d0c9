import { HubUnderTest, type RawAnswer } from '../../hub/hub-under-test.ts'
import { errorOf, MlflowApi } from './mlflow-api.ts'

let under: HubUnderTest
let api: MlflowApi
beforeEach(async () => {
  under = await HubUnderTest.start()
  api = new MlflowApi(under)
})
afterEach(async () => {
  const { errors } = under
  await under[Symbol.asyncDispose]()
  expect(errors).toEqual([])
})

describe('an evaluation dataset', () => {
  const call = (method: string, path: string, body?: unknown): Promise<RawAnswer> =>
    api.raw(method, `/api/3.0/mlflow/datasets/${path}`, body)

  it('outlives a restart with its records, which are told apart by their inputs', async () => {
    const { dataset } = await api.ok(call('POST', 'create', { name: 'a', experiment_ids: ['0'], tags: '{"k":"v"}' }))
    const id = dataset.dataset_id as string
    const send = (records: string): Promise<{ [member: string]: unknown }> =>
      api.ok(call('POST', `${id}/records`, { records }))
    const many = Array.from({ length: 5 }, (_, n) => `{"inputs":{"n":${n}}}`)
    expect(await send(`[${many.join(',')}]`)).toEqual({ inserted_count: 5, updated_count: 0 })
    expect(await send('[{"inputs":{"n":1},"outputs":[1.0,12345678901234567890]},{"inputs":{"n":1.0}}]')).toEqual({
      inserted_count: 1,
      updated_count: 1,
    })
    await under.restart()
    const first = await api.ok(call('GET', `${id}/records?max_results=4`))
    const rest = await api.ok(call('GET', `${id}/records?page_token=${encodeURIComponent(first['next_page_token'])}`))
    const inputs = [first, rest].flatMap(page => JSON.parse(page['records'] as string) as { inputs: { n: number } }[])
    expect(inputs.map(record => record.inputs.n)).toEqual([0, 1, 2, 3, 4, 1])
    expect(first['records']).toContain('"outputs": [1.0, 12345678901234567890]')
    expect((await api.ok(call('GET', id)))['dataset']).toMatchObject({
      name: 'a',
      tags: '{"k": "v"}',
      profile: '{"num_records": 6}',
      experiment_ids: ['0'],
    })
  })

  it.each([
    ['create', { name: 'a', experiment_ids: ['7'] }, 404, 'No Experiment with id=7 exists'],
    ['create', { name: 'a', tags: '[1]' }, 400, "Invalid value for parameter 'tags' supplied: it is to be an object"],
    ['create', { name: 'a', tags: '{' }, 400, "Invalid value for parameter 'tags' supplied: it is to be JSON"],
    ['create', {}, 400, "Missing value for required parameter 'name'."],
    ['d-none/records', { records: '[]' }, 404, "Evaluation dataset with id 'd-none' not found"],
    ['search', { filter_string: "digest = 'a'" }, 400, "Invalid attribute key 'digest' specified."],
    ['search', { order_by: ['created_by'] }, 400, "Invalid attribute key 'created_by' specified."],
  ])('%s %j is refused', async (path, body, status, message) => {
    const [answered, , said] = await errorOf(call('POST', path, body))
    expect([answered, said]).toEqual([status, expect.stringContaining(message)])
  })

  it('takes no record whose inputs are no object, and none of those beside it', async () => {
    const { dataset } = await api.ok(call('POST', 'create', { name: 'a' }))
    const records = '[{"inputs":{"a":1}},{"inputs":[1]}]'
    const [status, , message] = await errorOf(call('POST', `${dataset.dataset_id}/records`, { records }))
    expect([status, message]).toEqual([400, expect.stringContaining('the inputs of each are to be an object')])
    expect(await api.ok(call('GET', `${dataset.dataset_id}/records`))).toEqual({ records: '[]' })
  })
})
