import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { nodeFileSystem, randomIdSource, systemClock } from '@seetrain/core'
import { TokenStore } from '@seetrain/hub'
import { errorIn, HubUnderTest } from './hub-under-test.ts'

let under: HubUnderTest
let port: string
beforeAll(async () => {
  under = await HubUnderTest.start()
  port = new URL(under.url).port
})
afterEach(() => expect(under.errors).toEqual([]))
afterAll(() => under[Symbol.asyncDispose]())

const own = (): { host: string } => ({ host: `127.0.0.1:${port}` })
const json = { 'content-type': 'application/json' }

describe('a local hub', () => {
  it.each(['127.0.0.1', 'localhost', 'LOCALHOST', 'localhost.', '[::1]'])('answers under the name %s', async name => {
    expect((await under.raw('GET', '/api/v1/runs', { host: `${name}:${port}` })).status).toBe(200)
  })

  it.each(['evil.example', '127.0.0.1.evil.example', 'localhost.evil.example', '0.0.0.0', '192.168.1.1'])(
    'refuses the name %p: it may be another site whose address was turned to this machine (DNS rebinding)',
    async name => {
      for (const path of ['/', '/api/v1/runs', '/metrics', '/healthz']) {
        const answer = await under.raw('GET', path, { host: `${name}:${port}` })
        expect([path, answer.status]).toEqual([path, 421])
        expect(errorIn(answer).code).toBe('WRONG_HOST')
      }
    },
  )

  it('refuses a name that is none', async () => {
    for (const host of ['127.0.0.1@evil.example', 'a b', '127.0.0.1/x'])
      expect((await under.raw('GET', '/api/v1/runs', { host })).status).toBeGreaterThanOrEqual(400)
  })

  it.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1:1' },
    { origin: 'http://localhost.evil.example' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
    { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' },
  ])('refuses what pages of other sites send: %p', async headers => {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      const answer = await under.raw(method, '/api/v1/runs', { ...own(), ...headers } as unknown as Record<
        string,
        string
      >)
      expect([method, answer.status, errorIn(answer).code]).toEqual([method, 403, 'CROSS_SITE'])
    }
  })

  it('lets its own page ask, and a person follow a link to it', async () => {
    const asking = [
      { origin: `http://127.0.0.1:${port}`, 'sec-fetch-site': 'same-origin' },
      { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
    ]
    for (const headers of asking)
      expect(
        (await under.raw('GET', '/api/v1/runs', { ...own(), ...headers } as unknown as Record<string, string>)).status,
      ).toBe(200)
  })

  it('takes no form and no plain text for JSON: a page can send those without asking', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const answer = await under.raw('POST', '/api/v1/compare', { ...own(), 'content-type': type }, '{"runs":["a"]}')
      expect([answer.status, errorIn(answer).code]).toEqual([415, 'NOT_JSON'])
    }
  })

  it('says on every answer how little a browser may make of it', async () => {
    for (const path of ['/', '/healthz', '/api/v1/runs', '/nothing', '/api/v1/runs/none']) {
      const { headers } = await under.raw('GET', path, own())
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
      })
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
      expect(headers['access-control-allow-origin']).toBeUndefined()
    }
  })
})

describe('paths', () => {
  it.each([
    '/api/v1/runs/..%2F..%2Fetc%2Fpasswd',
    '/api/v1/runs/%2e%2e/journal',
    '/api/v1/runs/a%00b',
    `/api/v1/runs/${'a'.repeat(200)}`,
    '/api/v1/runs/a/journal?writer=..%2F..%2Fx',
    '/api/v1/blobs/..%2F..%2Fjournal.bin',
    `/api/v1/blobs/${'A'.repeat(64)}`,
    '/api/v1/manifests/../../run.json',
    '/api/v1/tables/%2e%2e%2f',
    '/../../etc/passwd',
    '/..%2f..%2f..%2fetc%2fpasswd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/assets/..%5c..%5csecret',
    '/%c0%ae%c0%ae/secret',
    '//etc/passwd',
  ])('lead nowhere else: %s', async path => {
    const answer = await under.raw('GET', path, own())
    expect([400, 404]).toContain(answer.status)
    expect(answer.text).not.toContain('root:')
  })

  it('of the dashboard stay in its folder', async () => {
    const webRoot = join(under.folder, 'web', 'dist')
    mkdirSync(join(webRoot, 'assets'), { recursive: true })
    writeFileSync(join(webRoot, 'index.html'), '<!doctype html>the page')
    writeFileSync(join(webRoot, 'assets', 'index-AbCd1234.js'), 'run()')
    writeFileSync(join(under.folder, 'web', 'secret.txt'), 'secret')
    await using served = await HubUnderTest.start({ webRoot })
    for (const path of [
      '/../secret.txt',
      '/..%2fsecret.txt',
      '/assets/..%2f..%2fsecret.txt',
      '/assets/%2e%2e/%2e%2e/secret.txt',
    ])
      expect((await served.raw('GET', path)).text).not.toContain('secret\n')
    expect((await served.raw('GET', '/..%2fsecret.txt')).status).toBe(404)
    const page = await served.raw('GET', '/runs/01abc/charts')
    expect([page.status, page.text, page.headers['cache-control']]).toEqual([
      200,
      '<!doctype html>the page',
      'no-cache',
    ])
    expect(page.headers['content-security-policy']).toContain("script-src 'self'")
    const script = await served.raw('GET', '/assets/index-AbCd1234.js')
    expect(script.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    })
    const again = await served.raw('GET', '/', { 'if-none-match': page.headers.etag! })
    expect([again.status, again.text]).toEqual([304, ''])
    expect((await served.raw('GET', '/assets/gone-12345678.js')).status).toBe(404)
  })
})

describe('bodies', () => {
  it('that are too large are refused before they are read', async () => {
    const answer = await under.raw('POST', '/api/v1/compare', { ...own(), ...json, 'content-length': String(1e12) })
    expect([answer.status, answer.headers.connection]).toEqual([413, 'close'])
  })

  it('that turn out too large on the way are refused then', async () => {
    const answer = await under
      .raw('POST', '/api/v1/compare', { ...own(), ...json, 'transfer-encoding': 'chunked' }, Buffer.alloc(5e6, 'a'))
      .catch(
        // the hub may hang up while the rest is still being sent
        (error: NodeJS.ErrnoException) => ({ status: error.code }),
      )
    expect([413, 'ECONNRESET', 'EPIPE']).toContain(answer.status)
  })

  it.each([
    ['gzip', gzipSync(Buffer.alloc(200e6))],
    ['zstd', zstdCompressSync(Buffer.alloc(200e6))],
  ])('that unpack to more than is taken are refused without being unpacked: %s', async (encoding, bomb) => {
    const before = process.memoryUsage().rss
    for (const [method, path, type] of [
      ['POST', '/api/v1/compare', 'application/json'],
      ['PUT', '/api/v1/runs/a/journal?offset=0', 'application/vnd.seetrain.journal'],
    ] as const) {
      const answer = await under.raw(
        method,
        path,
        { ...own(), 'content-type': type, 'content-encoding': encoding },
        bomb,
      )
      expect([answer.status, errorIn(answer).code]).toEqual([413, 'TOO_LARGE'])
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(150e6)
  })

  it('that are not what they say are refused', async () => {
    const send = async (headers: Record<string, string>, body: string | Uint8Array): Promise<[number, string]> => {
      const answer = await under.raw('POST', '/api/v1/compare', { ...own(), ...json, ...headers }, body)
      return [answer.status, errorIn(answer).code]
    }
    expect(await send({ 'content-encoding': 'gzip' }, 'no gzip')).toEqual([400, 'BAD_ENCODING'])
    expect(await send({ 'content-encoding': 'constructor' }, '{}')).toEqual([415, 'UNKNOWN_ENCODING'])
    expect(await send({}, '{"runs":')).toEqual([400, 'NOT_JSON'])
    expect(await send({}, Buffer.from([0xff, 0xfe]))).toEqual([400, 'NOT_JSON'])
    expect(await send({}, '{"runs":["../x"]}')).toEqual([400, 'INVALID_REQUEST'])
    expect(await send({}, '{"runs":["a"],"__proto__":{"x":1}}')).toEqual([400, 'INVALID_REQUEST'])
  })
})

describe('what is nested without reason', () => {
  it.each([
    ['lists', '['.repeat(1_900_000) + ']'.repeat(1_900_000)],
    ['objects', `${'{"runs":'.repeat(400_000)}1${'}'.repeat(400_000)}`],
    ['lists that never end', '['.repeat(3_900_000)],
  ])('is refused as any other body: %s', async (_, body) => {
    const answer = await under.raw('POST', '/api/v1/compare', { ...own(), ...json }, body)
    expect(answer.status).toBe(400)
    expect(answer.text.length).toBeLessThan(1000)
  })

  it.each(['('.repeat(4000), 'not '.repeat(1000), `${'('.repeat(1900)}config.a = 1${')'.repeat(1900)}`])(
    'is refused or answered as a filter',
    async filter => {
      const answer = await under.raw('GET', `/api/v1/runs?filter=${encodeURIComponent(filter)}`, own())
      expect([200, 400]).toContain(answer.status)
      expect(answer.text).not.toContain('stack')
    },
  )
})

describe("a user's bytes", () => {
  const script = '<script>alert(1)</script>'

  it('run no script in the origin of the hub', async () => {
    const run = under.run({ experimentName: script, tags: [script], notes: script })
    run.logHtml(script, script)
    run.logText('text', `text: ${script}`)
    await run.finish()
    await under.hub.caughtUp()
    const { rows } = await under.client.call('listMedia', { query: { runs: [run.id] } })
    const show = async (type: string, query = ''): Promise<Record<string, string | string[] | undefined>> => {
      const item = rows.find(row => row.record.type === type)!.record.items[0]!
      return (await under.raw('GET', `/api/v1/blobs/${item.blob.sha256}${query}`, own())).headers
    }
    const html = await show('html')
    expect(html['content-type']).toBe('text/html; charset=utf-8')
    expect(html['content-security-policy']).toMatch(/^sandbox allow-scripts; .*default-src 'none'/)
    expect(html['content-security-policy']).not.toContain('allow-same-origin')
    expect((await show('text'))['content-type']).toBe('text/plain; charset=utf-8')
    expect((await show('text', '?type=image/svg%2Bxml'))['content-security-policy']).toMatch(
      /^sandbox; default-src 'none'/,
    )
    for (const type of ['text/javascript', 'application/xhtml+xml', 'text/xml', 'application/pdf', 'x'])
      expect((await show('text', `?type=${encodeURIComponent(type)}`))['content-type']).toBe('application/octet-stream')
    const named = await show('text', `?download=${encodeURIComponent('a"\r\nSet-Cookie: x=1;ü.txt')}`)
    expect(named['set-cookie']).toBeUndefined()
    expect(named['content-disposition']).toBe(
      `attachment; filename="a___Set-Cookie_ x_1__.txt"; filename*=UTF-8''a%22%0D%0ASet-Cookie%3A%20x%3D1%3B%C3%BC.txt`,
    )
  })

  it('in names come back as JSON that no browser takes for a page', async () => {
    const answer = await under.raw('GET', `/api/v1/runs?text=${encodeURIComponent(script)}`, own())
    expect(answer.headers['content-type']).toMatch(/^application\/json/)
    expect(errorIn(await under.raw('GET', `/api/v1/runs?filter=${encodeURIComponent(script)}`, own())).code).toBe(
      'FILTER_SYNTAX',
    )
    expect((await under.raw('GET', `/api/v1/${encodeURIComponent(script)}`, own())).headers['content-type']).toMatch(
      /^application\/json/,
    )
  })
})

describe('a server', () => {
  const tokensOf = (server: HubUnderTest): TokenStore =>
    new TokenStore({ home: server.home, fileSystem: nodeFileSystem, clock: systemClock, ids: randomIdSource })

  it('on this machine is open until the first token is made, and from then on asks for one', async () => {
    await using server = await HubUnderTest.start({ mode: 'server' })
    expect((await server.raw('GET', '/api/v1/runs')).status).toBe(200)
    expect((await server.raw('GET', '/api/v1/runs', { host: 'evil.example' })).status).toBe(421)
    const { text } = tokensOf(server).create('laptop', 'read')
    const refused = await server.raw('GET', '/api/v1/runs')
    expect([refused.status, refused.headers['www-authenticate'], errorIn(refused).code]).toEqual([
      401,
      'Bearer',
      'TOKEN_NEEDED',
    ])
    expect((await server.raw('GET', '/api/v1/runs', { authorization: `Bearer ${text}` })).status).toBe(200)
  })

  it('lets each scope do what it names', async () => {
    await using server = await HubUnderTest.start({ mode: 'server' })
    const tokens = tokensOf(server)
    const run = server.run()
    await run.finish()
    await server.hub.caughtUp()
    const statusOf = async (
      scope: 'read' | 'write' | 'admin',
      method: string,
      path: string,
      body?: string,
    ): Promise<number> => {
      const { text } = tokens.create(scope, scope)
      return (await server.raw(method, path, { authorization: `Bearer ${text}`, ...json }, body)).status
    }
    const edit = ['PATCH', `/api/v1/runs/${run.id}`, '{"tags":["x"]}'] as const
    expect(await statusOf('read', ...edit)).toBe(403)
    expect(await statusOf('write', ...edit)).toBe(200)
    expect(await statusOf('write', 'GET', '/api/v1/tokens')).toBe(403)
    expect(await statusOf('admin', 'GET', '/api/v1/tokens')).toBe(200)
    expect(await statusOf('read', 'PUT', `/api/v1/blobs/${'0'.repeat(64)}`, 'x')).toBe(403)
    expect(await statusOf('read', 'PUT', '/api/v1/runs/a/journal?offset=0', 'x')).toBe(403)
    expect(await statusOf('read', 'GET', '/metrics')).toBe(200)
    expect((await server.raw('GET', '/metrics')).status).toBe(401)
    expect((await server.raw('GET', '/healthz')).status).toBe(200)
    expect((await server.raw('GET', '/readyz')).status).toBe(200)
  })

  it('gives a browser a cookie that no script reads and no other site sends', async () => {
    await using server = await HubUnderTest.start({ mode: 'server' })
    const { text, token } = tokensOf(server).create('ann', 'write')
    expect(JSON.parse((await server.raw('GET', '/api/v1/session')).text)).toEqual({ mode: 'server' })
    const wrong = await server.raw('POST', '/api/v1/session', json, JSON.stringify({ token: `${text.slice(0, -1)}g` }))
    expect([wrong.status, wrong.headers['set-cookie']]).toEqual([401, undefined])
    const answer = await server.raw(
      'POST',
      '/api/v1/session',
      { ...json, 'x-forwarded-proto': 'https' },
      JSON.stringify({ token: text }),
    )
    expect(JSON.parse(answer.text)).toEqual({ mode: 'server', scope: 'write', name: 'ann' })
    expect(answer.headers['set-cookie']![0]).toMatch(/; HttpOnly; SameSite=Strict; Path=\/; Max-Age=\d+; Secure$/)
    const cookie = answer.headers['set-cookie']![0]!.split(';')[0]!
    expect((await server.raw('GET', '/api/v1/runs', { cookie })).status).toBe(200)
    tokensOf(server).revoke(token.id)
    expect((await server.raw('GET', '/api/v1/runs', { cookie })).status).toBe(401)
    expect(JSON.parse((await server.raw('GET', '/api/v1/session', { cookie })).text)).toEqual({ mode: 'server' })
    expect((await server.raw('DELETE', '/api/v1/session', { cookie })).headers['set-cookie']![0]).toContain('Max-Age=0')
  })

  it('slows down guessing and floods', async () => {
    await using server = await HubUnderTest.start({ mode: 'server', requestsPerSecond: 2 })
    tokensOf(server).create('ann', 'read')
    const guesses = await Promise.all(
      Array.from({ length: 12 }, () => server.raw('GET', '/api/v1/runs', { authorization: 'Bearer st_guess' })),
    )
    expect(guesses.filter(({ status }) => status === 401)).toHaveLength(10)
    expect(guesses.filter(({ status, headers }) => status === 429 && headers['retry-after'] === '60')).toHaveLength(2)
    const flood = await Promise.all(Array.from({ length: 15 }, () => server.raw('GET', '/api/v1/openapi.json')))
    expect(
      flood.filter(({ status, headers }) => status === 429 && Number(headers['retry-after']) > 0).length,
    ).toBeGreaterThan(0)
  })

  it('writes down who changed what', async () => {
    await using server = await HubUnderTest.start({ mode: 'server' })
    const run = server.run()
    await run.finish()
    await server.hub.caughtUp()
    const admin = server.clientWith(tokensOf(server).create('ann', 'admin').text)
    await admin.call('editRun', { params: { id: run.id }, body: { notes: 'secret plan' } })
    const { token, id } = await admin.call('createToken', { body: { name: 'ci', scope: 'write' } })
    await server.clientWith(token).call('deleteRun', { params: { id: run.id } })
    await admin.call('revokeToken', { params: { id } })
    const { rows } = await admin.call('listAudit', {})
    expect(rows.map(({ who, action, target }) => [who, action, target])).toEqual([
      ['ann', 'token-revoke', id],
      ['ci', 'run-delete', run.id],
      ['ann', 'token-create', id],
      ['ann', 'run-edit', run.id],
    ])
    expect(JSON.stringify(rows)).not.toMatch(/st_|secret plan/)
    await expect(server.clientWith(token).call('getStatus', {})).rejects.toMatchObject({
      status: 401,
      code: 'WRONG_TOKEN',
    })
  })

  it('knows a person by all of their tokens, and shuts all of them out at once', async () => {
    await using server = await HubUnderTest.start({ mode: 'server' })
    const run = server.run()
    await run.finish()
    await server.hub.caughtUp()
    const admin = server.clientWith(tokensOf(server).create('root', 'admin').text)
    const [laptop, cluster] = await Promise.all(
      ['laptop', 'cluster'].map(name =>
        admin.call('createToken', { body: { name, user: 'ann lee', scope: 'write' as const } }),
      ),
    )
    await server.clientWith(cluster!.token).call('editRun', { params: { id: run.id }, body: { notes: 'by ann' } })
    expect((await admin.call('listAudit', { query: { limit: 1 } })).rows[0]).toMatchObject({ who: 'ann lee/cluster' })
    const { rows } = await admin.call('revokeUserTokens', { params: { user: 'ann lee' } })
    expect(rows.map(({ id }) => id).sort()).toEqual([laptop!.id, cluster!.id].sort())
    for (const { token } of [laptop!, cluster!])
      await expect(server.clientWith(token).call('getStatus', {})).rejects.toMatchObject({ status: 401 })
    expect(await admin.call('revokeUserTokens', { params: { user: 'ann lee' } })).toEqual({ rows: [] })
    await expect(admin.call('revokeUserTokens', { params: { user: 'bob' } })).rejects.toMatchObject({ status: 404 })
    expect((await admin.call('getStatus', {})).readOnly).toBe(false)
  })

  it('answers under the names it was given alone', async () => {
    await using server = await HubUnderTest.start({ mode: 'server', allowHosts: ['runs.example.org'] })
    const { text } = tokensOf(server).create('ann', 'read')
    const statusFor = async (host: string): Promise<number> =>
      (await server.raw('GET', '/api/v1/runs', { host, authorization: `Bearer ${text}` })).status
    expect([await statusFor('runs.example.org'), await statusFor('evil.example')]).toEqual([200, 421])
  })
})
