import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { join } from 'node:path'
import { Command } from '../hub/command.ts'
import { CommandLine } from './command-line.ts'

const line = new CommandLine()
const open: Command[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map(command => command.end('SIGKILL')))
})
afterAll(() => line.remove())

function start(...words: string[]): Command {
  const command = Command.seetrain(words)
  open.push(command)
  return command
}

/** A port that somebody else has. */
function takenPort(): Promise<{ port: string; server: Server }> {
  return new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () =>
      resolve({ port: String((server.address() as AddressInfo).port), server }),
    )
  })
}

describe('seetrain ui', () => {
  it('shows the runs of the folder, says where, and ends when asked', async () => {
    const run = line.start({ experimentName: 'shown' })
    run.log({ loss: 1 }, { step: 1 })
    await run.finish()
    const started = performance.now()
    const ui = start('ui', '--dir', line.folder, '--port', '0', '--no-open')
    const url = await ui.listening()
    expect(ui.stdout).toBe(`listening on ${url}\n`)
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    let names: string[] = []
    while (names.length === 0) {
      const answer = (await (await fetch(`${url}/api/v1/runs`)).json()) as { rows: { name: string }[] }
      names = answer.rows.map(({ name }) => name)
    }
    expect(names).toEqual(['shown'])
    expect(performance.now() - started).toBeLessThan(10_000)
    expect((await fetch(url)).status).toBe(200)
    expect(await ui.end('SIGINT')).toBe(0)
    expect([ui.stderr, readdirSync(join(line.folder, '.seetrain'))]).toEqual([
      '',
      expect.not.arrayContaining(['hub.lock']),
    ])
  }, 20_000)

  it('says in one line that a port is taken', async () => {
    const { port, server } = await takenPort()
    const ui = start('ui', '--dir', line.folder, '--port', port)
    expect(await ui.closed).toBe(1)
    expect(ui.stderr).toBe(
      `seetrain: port: ${port} of 127.0.0.1 is taken. Name another with --port; 0 finds a free one.\n`,
    )
    server.close()
  })

  it('that is the second one of a folder says so, and reads', async () => {
    const first = start('ui', '--dir', line.folder, '--port', '0', '--no-open')
    await first.listening()
    const second = start('ui', '--dir', line.folder, '--port', '0', '--no-open')
    const url = await second.listening()
    expect(second.stderr).toMatch(/^Read-only: another hub \(process \d+\) has .*\.seetrain\.\n$/)
    expect((await fetch(`${url}/api/v1/runs`)).status).toBe(200)
    expect(await second.end('SIGTERM')).toBe(0)
    // one that was killed is no obstacle
    await first.end('SIGKILL')
    const third = start('ui', '--dir', line.folder, '--port', '0', '--no-open')
    await third.listening()
    expect(third.stderr).toBe('')
  }, 20_000)
})

describe('seetrain serve', () => {
  it('starts empty, and asks for tokens from the first one on', async () => {
    const data = join(line.folder, 'new', 'server')
    const server = start('serve', '--data', data, '--port', '0')
    const url = await server.listening()
    expect((await fetch(`${url}/api/v1/runs`)).status).toBe(200)
    const made = await line.run(['token', 'create', 'laptop', '--scope', 'read', '--data', data])
    expect(made).toMatchObject({ code: 0, stdout: expect.stringMatching(/^st_[0-9a-f]{12}_[0-9a-f]{64}\n$/) })
    expect((await fetch(`${url}/api/v1/runs`)).status).toBe(401)
    const headers = { authorization: `Bearer ${made.stdout.trim()}` }
    expect((await fetch(`${url}/api/v1/runs`, { headers })).status).toBe(200)
    const listed = JSON.parse((await line.run(['token', 'list', '--data', data, '--json'])).stdout) as {
      name: string
      id: string
    }[]
    expect(listed.map(({ name }) => name)).toEqual(['laptop'])
    expect(await line.run(['token', 'revoke', 'laptop', '--data', data])).toMatchObject({
      code: 0,
      stdout: `Revoked ${listed[0]!.id} (laptop).\n`,
    })
    expect((await fetch(`${url}/api/v1/runs`, { headers })).status).toBe(401)
    expect(await line.run(['token', 'revoke', 'nobody', '--data', data])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('there is no token "nobody"'),
    })
  }, 20_000)

  it('makes tokens for people, revokes all of a person, and writes down who did it', async () => {
    const data = join(line.folder, 'people')
    for (const name of ['laptop', 'cluster'])
      expect((await line.run(['token', 'create', name, '--user', 'ann', '--data', data])).code).toBe(0)
    expect((await line.run(['token', 'list', '--data', data])).stdout).toMatch(/laptop +ann +write/)
    expect((await line.run(['token', 'revoke', '--data', data])).stderr).toMatch(/name one token, or a person/)
    expect((await line.run(['token', 'revoke', 'x', '--user', 'ann', '--data', data])).code).not.toBe(0)
    const revoked = await line.run(['token', 'revoke', '--user', 'ann', '--data', data])
    expect(revoked.stdout).toMatch(/^Revoked \w+ \(ann\/(laptop|cluster)\)\.\nRevoked \w+ \(ann\/\w+\)\.\n$/)
    const audit = readFileSync(join(data, '.seetrain/hub/audit.jsonl'), 'utf8').trimEnd().split('\n')
    expect(audit.map(text => (JSON.parse(text) as { action: string }).action)).toEqual([
      'token-create',
      'token-create',
      'token-revoke',
      'token-revoke',
    ])
  })

  it('on every network makes the first token itself, and writes requests down when asked', async () => {
    const server = start(
      'serve',
      '--host',
      '0.0.0.0',
      '--data',
      join(line.folder, 'open'),
      '--port',
      '0',
      '--access-log',
    )
    const { port } = new URL(await server.listening())
    const url = `http://127.0.0.1:${port}/api/v1/runs`
    expect((await fetch(url)).status).toBe(401)
    const token = /^ {2}(st_\S+)$/m.exec(server.stderr)![1]!
    expect((await fetch(url, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200)
    expect(await server.end('SIGTERM')).toBe(0)
    const lines = server.stderr
      .split('\n')
      .filter(text => text.startsWith('{'))
      .map(text => JSON.parse(text) as object)
    expect(lines).toMatchObject([
      { path: '/api/v1/runs', status: 401 },
      { path: '/api/v1/runs', status: 200, who: 'first' },
    ])
  }, 20_000)
})

describe('seetrain reindex', () => {
  it('makes the index anew, also when it is damaged', async () => {
    const folder = join(line.folder, 'damaged')
    mkdirSync(folder)
    const run = line.start({ dir: folder })
    run.log({ loss: 1 }, { step: 1 })
    await run.finish()
    writeFileSync(join(folder, '.seetrain', 'index.db'), 'this is no database '.repeat(1000))
    const { code, stdout } = await line.run(['reindex', '--dir', folder, '--json'])
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      { counts: expect.objectContaining({ runs: 1, points: 1 }), troubles: [] },
    ])
    expect((await line.run(['reindex', '--dir', folder])).stdout).toMatch(/^Indexed 1 run, 1 point, /)
    expect(
      readFileSync(join(folder, '.seetrain', 'index.db'))
        .subarray(0, 6)
        .toString(),
    ).toBe('SQLite')
    rmSync(folder, { recursive: true })
  })

  it('leaves a folder alone that a hub has', async () => {
    const ui = start('ui', '--dir', line.folder, '--port', '0', '--no-open')
    await ui.listening()
    expect(await line.run(['reindex'])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/another hub \(process \d+\) has .* Stop that first\.\n$/),
    })
  })
})

test.each(['ui', 'serve', 'reindex', 'token'])('seetrain %s --help has examples', async command => {
  const { code, stdout } = await line.run([command, '--help'])
  expect(code).toBe(0)
  expect(stdout).toMatch(new RegExp(`Examples:\n  \\$ seetrain ${command}`))
})
