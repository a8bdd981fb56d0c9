import { nodeFileSystem } from '@seetrain/core'
import { stripVTControlCharacters } from 'node:util'
import { RunFolder } from '../../../../../test/fixtures/run-folder.ts'
import { RunFollower } from './run-follower.ts'
import { watchPage } from './watch-page.ts'

const folder = new RunFolder()
afterAll(() => folder.close())

test('the page keeps to its room: metrics that do not fit are counted, alerts stay', async () => {
  const run = folder.open({ experimentName: 'many' })
  for (let index = 0; index < 30; index++) run.log({ [`metric-${index}`]: index }, { step: 1 })
  run.alert('loss rises\u001B[2J', { text: 'at step 1', level: 'warning' })
  await run.finish()
  const follower = new RunFollower(run.dir, nodeFileSystem)
  follower.read()
  const page = (height: number): string[] =>
    watchPage(follower, { now: 0 }, { width: 60, height }).map(stripVTControlCharacters)
  const small = page(12)
  expect(small).toHaveLength(12)
  expect(small.filter(text => text.startsWith('  metric-'))).toHaveLength(6)
  expect(small).toContain('  … and 24 metrics more; --metric <text> chooses')
  expect(small.at(-1)).toBe('  loss rises?[2J: at step 1')
  for (const text of small) expect([...text].length).toBeLessThanOrEqual(60)
  expect(page(Infinity).filter(text => text.startsWith('  metric-'))).toHaveLength(30)
  expect(watchPage(follower, { now: 0, metrics: ['-7', 'none'] }, { width: 60, height: 12 }).join('\n')).toMatch(
    /metric-7(?!\d)/,
  )
  follower.close()
})

test('each reading takes in what is new, of all writers', async () => {
  const run = folder.open({ experimentName: 'growing' })
  const helper = folder.open({ id: run.id, resume: 'allow', settings: { writer: 'rank-1' } })
  const follower = new RunFollower(run.dir, nodeFileSystem)
  const seen = async (): Promise<unknown> => {
    await Promise.all([run.flush(), helper.flush()])
    follower.read()
    return { points: follower.points, keys: [...follower.courses.keys()], state: follower.state }
  }
  run.log({ loss: 1 }, { step: 1 })
  expect(await seen()).toEqual({ points: 1, keys: ['loss'], state: 'running' })
  helper.log({ speed: 2 }, { step: 1 })
  expect(await seen()).toEqual({ points: 2, keys: ['loss', 'speed'], state: 'running' })
  await helper.finish()
  await run.finish({ state: 'failed' })
  expect(await seen()).toEqual({ points: 2, keys: ['loss', 'speed'], state: 'failed' })
  follower.close()
})
