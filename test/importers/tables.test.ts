import { appendFileSync } from 'node:fs'
import { CommandLine } from '../cli/command-line.ts'
import { ImportFolder } from './import-folder.ts'

const folder = new ImportFolder()
afterAll(() => folder.remove())

async function importOne(name: string, content: string) {
  folder.write(name, content)
  const [imported] = await folder.import(name)
  return imported!
}

describe('CSV', () => {
  it('Lightning’s metrics.csv: empty cells are no points, the epoch is an axis, hparams.yaml is the config', async () => {
    folder.write('lightning_logs/version_3/hparams.yaml', 'lr: 0.01\nlayers: [64, 32]\n')
    const { runId, name } = await importOne(
      'lightning_logs/version_3/metrics.csv',
      'epoch,step,train_loss,val_loss\n0,9,0.5,\n0,9,,0.75\n1,19,0.25,\n',
    )
    expect(name).toBe('lightning_logs/version_3')
    expect(folder.points(runId, 'train_loss')).toEqual([
      [9, 0.5],
      [19, 0.25],
    ])
    expect(folder.points(runId, 'val_loss')).toEqual([[9, 0.75]])
    expect(folder.metrics(runId).map(({ epoch }) => epoch)).toEqual([0, 0, 1])
    expect(folder.records(runId, 'config')[0]!.set).toEqual({ lr: 0.01, layers: [64, 32] })
  })

  it('Keras’ CSVLogger: the epoch is the step', async () => {
    const { runId } = await importOne(
      'training_log.csv',
      'epoch;accuracy;loss;val_loss\n0;0.5;1.5;nan\n1;0.75;1.25;inf\n',
    )
    expect(folder.points(runId, 'loss')).toEqual([
      [0, 1.5],
      [1, 1.25],
    ])
    expect(folder.points(runId, 'val_loss')).toEqual([
      [0, Number.NaN],
      [1, Infinity],
    ])
  })

  it('Ultralytics’ results.csv: padded columns, and a time that counts from the start is a metric', async () => {
    const { runId } = await importOne(
      'train7/results.csv',
      '                  epoch,    time,  train/box_loss,  metrics/mAP50(B)\n   1,   12.5,   1.25,   0.5\n   2,   25.0,   1.0,   0.625\n',
    )
    expect(folder.points(runId, 'train/box_loss')).toEqual([
      [1, 1.25],
      [2, 1],
    ])
    expect(folder.points(runId, 'metrics/mAP50(B)')).toEqual([
      [1, 0.5],
      [2, 0.625],
    ])
    expect(folder.points(runId, 'time')).toEqual([
      [1, 12.5],
      [2, 25],
    ])
  })

  it('what TensorBoard lets people download: one metric, named by its file', async () => {
    const { runId } = await importOne('run-a_tag-loss.csv', 'Wall time,Step,Value\n1700000000.5,3,0.125\n')
    expect(folder.metrics(runId)).toMatchObject([
      { key: 'run-a_tag-loss', step: 3, value: 0.125, time: 1_700_000_000_500 },
    ])
  })

  it('says which columns were left out, and takes a short line for what it has', async () => {
    const { runId, problems } = await importOne('odd.csv', 'step,phase,loss\n1,train,0.5\n2\n3,train,0.125\n')
    expect(folder.points(runId, 'loss')).toEqual([
      [1, 0.5],
      [3, 0.125],
    ])
    expect(problems).toEqual(['odd.csv: the column phase holds text and was left out'])
  })

  it('says that what follows a quote without its end cannot be read', async () => {
    const { runId, problems } = await importOne('quote.csv', 'step,loss\n1,0.5\n2,"0.25\n3,0.125\n')
    expect(folder.points(runId, 'loss')).toEqual([[1, 0.5]])
    expect(problems.join()).toMatch(/^quote\.csv: .*quote.* at line/i)
  })

  it('takes up where it ended', async () => {
    const path = folder.write('growing/metrics.csv', 'step,loss\n0,1\n1,0.5\n')
    const [first] = await folder.import('growing')
    appendFileSync(path, '2,0.25\n')
    const [second] = await folder.import('growing')
    expect([first!.added, second!.added, second!.runId]).toEqual([2, 1, first!.runId])
    expect(folder.points(first!.runId, 'loss')).toEqual([
      [0, 1],
      [1, 0.5],
      [2, 0.25],
    ])
  })

  it('in a folder, takes only what is named as the log of a training', async () => {
    folder.write('mixed/houses.csv', 'step,price\n1,2\n')
    folder.write('mixed/metrics.csv', 'step,loss\n1,2\n')
    expect((await folder.import('mixed')).map(({ path }) => path.split('/').at(-1))).toEqual(['metrics.csv'])
  })
})

describe('lines of JSON', () => {
  it('objects of metrics, nested ones flattened, rows numbered where they name no step', async () => {
    const { runId } = await importOne(
      'a.jsonl',
      '{"loss":0.5,"val":{"acc":1}}\n{"loss":NaN,"note":"x"}\n{"_step":9,"loss":-Infinity}',
    )
    expect(folder.points(runId, 'loss')).toEqual([
      [0, 0.5],
      [1, Number.NaN],
      [9, -Infinity],
    ])
    expect(folder.points(runId, 'val/acc')).toEqual([[0, 1]])
  })

  it('numbers go on where they ended', async () => {
    const path = folder.write('rows.jsonl', '{"loss":1}\r\n{"loss":2}\r\n')
    const [first] = await folder.import('rows.jsonl')
    appendFileSync(path, '{"loss":3}\n')
    await folder.import('rows.jsonl')
    expect(folder.points(first!.runId, 'loss')).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
    ])
  })

  it('passes over what is no JSON and says so', async () => {
    const { runId, problems } = await importOne('broken.jsonl', '{"loss":1}\nTraceback\n{"loss":2}\n')
    expect(folder.points(runId, 'loss')).toEqual([
      [0, 1],
      [1, 2],
    ])
    expect(problems).toEqual(['broken.jsonl: a line is no object of JSON and was passed over'])
  })
})

describe('seetrain import', () => {
  const line = new CommandLine()
  afterAll(() => line.remove())

  it('takes in what seetrain export wrote', async () => {
    const run = line.start({ project: 'there', experimentName: 'exported', config: { lr: 0.1 }, tags: ['a'] })
    run.log({ loss: 0.5 }, { step: 3, epoch: 1 })
    run.log({ loss: Number.NaN }, { step: 4 })
    run.alert('look')
    await run.finish({ state: 'failed', error: new Error('out of memory') })
    await line.shell(`seetrain export ${run.id} > exported.jsonl`)
    const { code, stdout } = await line.run(['import', 'exported.jsonl', '--dir', 'elsewhere', '--json'])
    expect(code).toBe(1)
    expect(stdout).toBe('')
    await line.shell('mkdir elsewhere')
    const again = await line.run(['import', 'exported.jsonl', '--dir', 'elsewhere', '--json'])
    const [imported] = JSON.parse(again.stdout) as { runId: string }[]
    const listed = JSON.parse((await line.run(['ls', '--dir', 'elsewhere', '--json'])).stdout) as object[]
    expect(listed).toMatchObject([
      {
        id: imported!.runId,
        name: 'exported',
        project: 'there',
        state: 'failed',
        config: { lr: 0.1 },
        tags: ['a'],
        summary: { loss: 'NaN' },
      },
    ])
    const records = (await line.run(['export', imported!.runId, '--dir', 'elsewhere'])).stdout.split('\n')
    expect(records).toContainEqual(
      expect.stringMatching(/"kind":"metric","key":"loss","step":3,"value":0.5,.*"epoch":1/),
    )
    expect(records).toContainEqual(expect.stringContaining('"title":"look"'))
  })

  it.each([
    ['nowhere', /^seetrain: import: nowhere: There is no such file or folder\. These can be imported: tensorboard \(/],
    ['.', /Nothing in it is of a format that can be imported/],
    ['metrics.csv --format csw', /There is no format csw/],
  ])('import %s says what can be imported, in one line', async (words, message) => {
    const { code, stderr } = await line.run(['import', ...words.split(' ')])
    expect(stderr).toMatch(message)
    expect(stderr.trimEnd()).not.toContain('\n')
    expect(code).toBe(1)
  })
})
