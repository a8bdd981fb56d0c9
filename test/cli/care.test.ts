import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { CommandLine } from './command-line.ts'
import { damage, tear } from './damage.ts'

let line: CommandLine
beforeEach(() => {
  line = new CommandLine()
})
afterEach(() => line.remove())

async function makeRun(name: string): Promise<{ id: string; dir: string }> {
  const run = line.start({ experimentName: name })
  for (let step = 0; step < 500; step++) run.log({ loss: step }, { step })
  await run.finish()
  return run
}

describe('rm', () => {
  test('removes the runs that were named, once each, and no other', async () => {
    const [one, two, three] = [await makeRun('one'), await makeRun('two'), await makeRun('three')]
    const { code, stdout } = await line.run(['rm', 'one', two.id, one.id, '--yes'])
    expect(code).toBe(0)
    expect(stdout.match(/^Removed /gm)).toHaveLength(2)
    expect([one, two, three].map(({ dir }) => existsSync(dir))).toEqual([false, false, true])
    expect(readdirSync(join(line.folder, '.seetrain')).filter(name => name.startsWith('removed'))).toEqual([])
  })

  test('asks, and without a terminal asks for --yes', async () => {
    const { dir } = await makeRun('one')
    const { code, stdout, stderr } = await line.run(['rm', 'one'])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toBe('seetrain: rm: there is no terminal to ask on. Add --yes to remove without being asked.\n')
    expect(existsSync(dir)).toBe(true)
  })

  test('removes nothing when one of the names is wrong', async () => {
    const { dir } = await makeRun('one')
    expect((await line.run(['rm', 'one', 'nothing', '--yes'])).code).toBe(1)
    expect(existsSync(dir)).toBe(true)
  })

  test('refuses a run that is being delivered, here or from another machine', async () => {
    const { dir } = await makeRun('one')
    const lock = join(dir, 'cursors/csv.lock')
    mkdirSync(join(dir, 'cursors'))
    writeFileSync(lock, JSON.stringify({ pid: process.pid, host: hostname(), thread: 0, nonce: 'a' }))
    const here = await line.run(['rm', 'one', '--yes'])
    expect([here.code, here.stderr]).toEqual([
      1,
      expect.stringContaining(`in use by process ${process.pid}. Wait for its end`),
    ])
    writeFileSync(lock, JSON.stringify({ pid: 1, host: 'another-machine', thread: 0, nonce: 'a' }))
    const there = await line.run(['rm', 'one', '--yes'])
    expect(there.stderr).toContain(
      `in use by process 1 on another-machine. If that machine is gone, remove ${lock} and try again.`,
    )
    expect(existsSync(dir)).toBe(true)
    rmSync(lock)
    expect((await line.run(['rm', 'one', '--yes'])).code).toBe(0)
  })

  test('refuses a run that is being written', async () => {
    const living = await line.fixture('living-run.ts')
    const { code, stderr } = await line.run(['rm', living.id, '--yes'])
    expect(code).toBe(1)
    expect(stderr).toMatch(
      new RegExp(`^seetrain: run: ${living.id} is in use by process \\d+\\. Wait for its end, or end it first\\.\n$`),
    )
    await living.end()
    expect((await line.run(['rm', living.id, '--yes'])).code).toBe(0)
  })
})

describe('settings', () => {
  test('every setting with its value and where that comes from', async () => {
    writeFileSync(join(line.folder, 'seetrain.config.json'), JSON.stringify({ project: 'mnist' }))
    const { code, stdout } = await line.run(['settings'], { SEETRAIN_MAX_RETRIES: '7' })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^SETTING +VALUE +FROM$/m)
    expect(stdout).toMatch(/^maxRetries +7 +SEETRAIN_MAX_RETRIES$/m)
    expect(stdout).toMatch(new RegExp(`^project +mnist +${join(line.folder, 'seetrain.config.json')}$`, 'm'))
    expect(stdout).toMatch(/^mode +local +default$/m)
  })

  test('secrets are masked, the options of a sink too', async () => {
    const sinks = [{ id: 'csv', apiKey: 'abcdef012345' }]
    writeFileSync(join(line.folder, 'seetrain.config.json'), JSON.stringify({ sinks }))
    for (const command of ['settings', 'doctor']) {
      for (const words of [[command], [command, '--json']]) {
        const { stdout, stderr } = await line.run(words, { SEETRAIN_TOKEN: 'very-secret-token' })
        expect(stdout).toContain('token')
        expect(stdout + stderr).not.toMatch(/very-secret-token|abcdef012345/)
      }
    }
  })

  test('--json is an array, and --dir shows as what it is', async () => {
    mkdirSync(join(line.folder, 'other'))
    const { stdout } = await line.run(['settings', '--json', '--dir', 'other'])
    expect(JSON.parse(stdout)).toContainEqual({ name: 'dir', value: join(line.folder, 'other'), source: '--dir' })
  })
})

describe('doctor', () => {
  const findings = (stdout: string): string[] =>
    (JSON.parse(stdout) as { findings: { about: string; level: string }[] }).findings
      .filter(({ level }) => level !== 'ok')
      .map(({ about, level }) => `${about} ${level}`)

  test('all is well', async () => {
    await makeRun('one')
    const { code, stdout } = await line.run(['doctor'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^ok +runs +1 run, 1 finished$/m)
    expect(stdout).toMatch(/^ok +journals +every record can be read$/m)
    expect(stdout).toMatch(/^ok +sinks +csv, .*hub, jsonl, memory, mlflow/m)
    expect(stdout).toMatch(/^ok +integrations .*tfjs/m)
    expect(stdout).toContain('No problem found.')
    const report = JSON.parse((await line.run(['doctor', '--json'])).stdout) as {
      ok: boolean
      node: string
      settings: unknown[]
    }
    expect(report).toMatchObject({ ok: true, node: process.versions.node, journals: { runs: 1, damaged: [] } })
    expect(report.settings.length).toBeGreaterThan(20)
  })

  test('a damaged journal: which, and how many records it lost', async () => {
    const [whole, broken] = [await makeRun('whole'), await makeRun('broken')]
    damage(broken.dir)
    const { code, stdout } = await line.run(['doctor', '--json'])
    expect(code).toBe(1)
    const { journals } = JSON.parse(stdout) as { journals: { damaged: { run: string; lost: number }[] } }
    expect(journals.damaged).toEqual([
      expect.objectContaining({ run: broken.id, writer: 'main', lost: expect.any(Number) }),
    ])
    expect(journals.damaged[0]!.lost).toBeGreaterThan(0)
    const text = (await line.run(['doctor'])).stdout
    expect(text).toMatch(
      new RegExp(`^problem +journals +${broken.id}: damaged, ${journals.damaged[0]!.lost} records? lost`, 'm'),
    )
    expect(text).not.toContain(`${whole.id}:`)
    expect(text).toContain('1 problem found.')
  })

  test('a run that finished and lost its tail is damaged, one that was killed is not', async () => {
    const finished = await makeRun('finished')
    tear(finished.dir)
    const killed = await line.fixture('living-run.ts')
    await killed.kill()
    tear(join(line.folder, '.seetrain/runs', killed.id))
    const { stdout } = await line.run(['doctor'])
    expect(stdout).toMatch(new RegExp(`^problem +journals +${finished.id}: damaged, .*at its end can not be read`, 'm'))
    expect(stdout).toMatch(new RegExp(`^note +journals +${killed.id}: ended in the middle of a record`, 'm'))
  })

  test('the lock of a process that is gone is a note, that of a living one is none', async () => {
    const [killed, living] = [await line.fixture('living-run.ts'), await line.fixture('living-run.ts')]
    await killed.kill()
    const { code, stdout } = await line.run(['doctor', '--json'])
    expect(code).toBe(0)
    expect((JSON.parse(stdout) as { journals: { staleLocks: string[] } }).journals.staleLocks).toEqual([
      join(line.folder, '.seetrain/runs', killed.id, 'writer.lock'),
    ])
    expect(findings(stdout)).toEqual(['locks note'])
    await living.end()
  })

  test('a wrong setting does not keep it from looking at the rest', async () => {
    const { id, dir } = await makeRun('one')
    damage(dir)
    const { code, stdout } = await line.run(['doctor'], { SEETRAIN_MODE: 'sometimes' })
    expect(code).toBe(1)
    expect(stdout).toMatch(/^problem +settings +SEETRAIN_MODE: got the string "sometimes"\./m)
    expect(stdout).toMatch(new RegExp(`^problem +journals +${id}`, 'm'))
  })

  test('a folder that can not be written', async () => {
    const folder = join(line.folder, 'file')
    writeFileSync(folder, '')
    expect((await line.run(['doctor', '--dir', folder])).stdout).toMatch(/^problem +settings +dir: .* is no folder/m)
    const closed = join(line.folder, 'closed')
    mkdirSync(closed)
    chmodSync(closed, 0o500)
    const { code, stdout } = await line.run(['doctor', '--dir', closed])
    chmodSync(closed, 0o700)
    // the administrator may write everywhere
    if (process.getuid?.() === 0) expect(code).toBe(0)
    else expect([code, stdout]).toEqual([1, expect.stringMatching(/^problem +folder/m)])
  })

  test('leaves nothing behind', async () => {
    await makeRun('one')
    const before = readdirSync(line.folder, { recursive: true })
    await line.run(['doctor'])
    expect(readdirSync(line.folder, { recursive: true })).toEqual(before)
  })

  test.each([100, 60])('no line is wider than %d columns', async columns => {
    await makeRun('one')
    const { stdout } = await line.run(['doctor'], { COLUMNS: String(columns) })
    for (const row of stdout.split('\n')) expect([...row].length).toBeLessThanOrEqual(columns)
  })
})
