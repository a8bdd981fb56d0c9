import { HubUnderTest } from '../../hub/hub-under-test.ts'
import { absentPeer, pythonPeer } from '../../peers/python-peer.ts'
import { describeWhen } from '../../skip.ts'
import { runClient } from './run-client.ts'

describe.each(['mlflow', 'mlflow2'])('a program with the client %s', peer => {
  const python = pythonPeer(peer)
  describeWhen(python !== undefined, absentPeer(peer))('tracks', () => {
    let under: HubUnderTest
    let said: { [member: string]: unknown }
    beforeAll(async () => {
      under = await HubUnderTest.start()
      said = await runClient(python!, 'track.py', under.url)
    }, 120_000)
    afterAll(() => under[Symbol.asyncDispose]())

    it('reads back what it logged', () => {
      expect(said).toMatchObject({
        'same name': ['RESOURCE_ALREADY_EXISTS', expect.stringContaining('Experiment(name=digits) already exists.')],
        'by name': { owner: 'me' },
        'no such name': null,
        experiments: ['digits 2'],
        run: {
          name: 'dense',
          status: 'FINISHED',
          params: { lr: '1e-3', layers: '4', bias: 'True', dropout: 'None', late: 'x'.repeat(40) },
          metrics: { loss: '0.2', 'val/acc': '0.9', odd: 'nan', far: 'inf', many: '999.0' },
          tags: { team: 'vision', best: 'true', later: 'yes', 'mlflow.runName': 'dense' },
        },
        history: [...[0, 1, 2, 3, 4].map(step => [step, 1 / (step + 1)]), [3, 0.25]],
        'long history': 499_500,
        files: ['config.json', 'notes'],
        'nested files': [['notes/a.txt', 6]],
        text: 'second',
        'same bytes': true,
        'no such run': ['RESOURCE_DOES_NOT_EXIST', expect.stringContaining('Run with id=00')],
      })
      expect((said['changed param'] as string[])[0]).toBe('INVALID_PARAMETER_VALUE')
      expect((said['changed param'] as string[])[1]).toContain('Changing param values is not allowed')
    })

    it('searches with the whole grammar, in order and by pages', () => {
      const { id } = said['run'] as { id: string }
      expect(said['searches']).toEqual({
        'metrics.loss < 1': ['dense'],
        "metrics.`val/acc` >= 0.9 and params.layers = '4'": ['dense'],
        "tags.team LIKE 'vis%'": ['dense'],
        "tags.team ILIKE 'VIS%'": ['dense'],
        "attributes.status = 'FINISHED'": ['child', 'dense'],
        [`attributes.run_id IN ('${id}')`]: ['dense'],
        "params.lr != '1e-3'": [],
        "run_name = 'child'": ['child'],
      })
      expect(said).toMatchObject({
        ordered: ['child', 'dense'],
        pages: [1, 1],
        active: ['dense'],
        'bad filter': [
          'INVALID_PARAMETER_VALUE',
          expect.stringContaining("Expected numeric value type for metric. Found 'a'"),
        ],
      })
    })

    it('keeps models by name, version and alias', () => {
      expect(said['registry']).toEqual({
        versions: [1, 2],
        alias: expect.anything(),
        described: 'newer',
        models: ['digits-model'],
        again: 'RESOURCE_ALREADY_EXISTS',
      })
      expect(said['renamed']).toEqual({ champion: expect.anything() })
    })

    it('makes ordinary runs: config, tags, notes, metrics and versions of files', async () => {
      await under.hub.caughtUp()
      const { id, child } = said['run'] as { id: string; child: string }
      const found = await under.client.call('getRun', { params: { id } })
      expect(found).toMatchObject({
        project: 'digits 2',
        name: 'dense',
        state: 'finished',
        notes: '**a note**',
        frameworks: ['mlflow'],
        config: {
          lr: 0.001,
          layers: 4,
          bias: true,
          dropout: null,
          mlflow: { tags: { team: 'vision' }, experiment_id: said['experiment'] },
        },
        metrics: { loss: { count: 6, last: expect.any(Number) }, many: { count: 1000, mean: 499.5 } },
      })
      expect(found.tags).toEqual(expect.arrayContaining(['team:vision', 'best']))
      expect(await under.client.call('getRun', { params: { id: child } })).toMatchObject({ deleted: true, group: id })
      const { rows } = await under.client.call('listArtifacts', { query: { runs: [id], limit: 100 } })
      expect(
        rows
          .filter(({ record }) => record.name === 'notes-a.txt')
          .map(({ record }) => record.version)
          .sort(),
      ).toEqual(['v0', 'v1'])
      expect(under.errors).toEqual([])
    })
  })
})

const python = pythonPeer('mlflow')
describeWhen(python !== undefined, absentPeer('mlflow'))('MLflow 3 with scikit-learn', () => {
  it('logs by itself: parameters, datasets, a model that loads again, and a trace', async () => {
    await using under = await HubUnderTest.start()
    const said = await runClient(python!, 'train.py', under.url)
    expect(said).toMatchObject({
      params: { C: '2.0' },
      datasets: expect.arrayContaining(['toy']),
      outputs: [said['model']],
      predicted: 20,
      trace: [expect.stringMatching(/^tr-/), 'answer', 'WHY'],
    })
    expect(said['metrics']).toEqual(expect.arrayContaining(['training_accuracy_score', 'training_log_loss']))
    expect(said['model metrics']).toEqual(expect.arrayContaining(['training_accuracy_score']))
    await under.hub.caughtUp()
    const { rows } = await under.client.call('listSpans', { query: { limit: 10 } })
    expect(rows.map(({ record }) => record.name)).toEqual(['answer'])
    const traces = await under.client.call('getRun', { params: { id: rows[0]!.runId } })
    expect([traces.project, traces.name]).toEqual(['autologged', 'traces'])
    expect(under.errors).toEqual([])
  }, 180_000)
})
