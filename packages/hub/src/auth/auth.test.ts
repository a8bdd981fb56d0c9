import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeFileSystem, randomIdSource, systemClock } from '@seetrain/core'
import { ManualClock } from '@seetrain/core/testing'
import { AuditLog } from './audit-log.ts'
import { authenticate, callerOf, requireScope, type AuthenticateParts } from './authenticate.ts'
import { RateLimit } from './rate-limit.ts'
import { TokenStore } from './token-store.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'seetrain-auth-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const tokenStore = (): TokenStore =>
  new TokenStore({ home, fileSystem: nodeFileSystem, clock: systemClock, ids: randomIdSource })

describe('tokens', () => {
  it('are found by their text, which is kept nowhere', () => {
    const store = tokenStore()
    const { text, token } = store.create('laptop', 'write')
    expect(store.find(text)).toEqual(token)
    expect(tokenStore().find(text)).toEqual(token)
    const kept = readdirSync(join(home, 'hub/tokens')).map(file => readFileSync(join(home, 'hub/tokens', file), 'utf8'))
    expect(kept.join()).not.toContain(text.slice(-64))
    expect(JSON.stringify(store.list())).not.toContain('hash')
  })

  it.each(['', 'st_', 'x'.repeat(100), `st_${'0'.repeat(12)}_${'0'.repeat(64)}`])('are none: %p', text => {
    const store = tokenStore()
    store.create('laptop', 'write')
    expect(store.find(text)).toBeUndefined()
  })

  it('of another secret open nothing', () => {
    const store = tokenStore()
    const { text } = store.create('laptop', 'write')
    expect(store.find(text.slice(0, -1) + (text.endsWith('0') ? '1' : '0'))).toBeUndefined()
  })

  it('that another process makes or revokes count at once', () => {
    const [server, command] = [tokenStore(), tokenStore()]
    expect(server.isEmpty).toBe(true)
    const { text, token } = command.create('laptop', 'read')
    expect(server.isEmpty).toBe(false)
    expect(server.find(text)).toMatchObject({ name: 'laptop' })
    command.revoke(token.id)
    expect(server.find(text)).toBeUndefined()
    expect(server.isEmpty).toBe(false)
  })

  it('are revoked by id, or by a name that is the only one', () => {
    const store = tokenStore()
    const first = store.create('ci', 'read')
    expect(store.revoke('ci').id).toBe(first.token.id)
    store.create('ci', 'read')
    store.create('ci', 'read')
    expect(() => store.revoke('ci')).toThrow('2 tokens have the name "ci"')
    expect(() => store.revoke('nope')).toThrow('there is no token "nope"')
  })

  it('whose files are damaged or renamed open nothing', () => {
    const store = tokenStore()
    const { text, token } = store.create('laptop', 'admin')
    const path = join(home, 'hub/tokens', `${token.id}.json`)
    writeFileSync(join(home, 'hub/tokens', 'other.json'), readFileSync(path))
    writeFileSync(path, '{"id":')
    expect(tokenStore().find(text)).toBeUndefined()
    expect(tokenStore().list()).toEqual([])
  })
})

describe('who asks', () => {
  const clock = new ManualClock()
  const partsOf = (isOpen = false): AuthenticateParts => ({
    tokens: tokenStore(),
    isOpen: () => isOpen,
    failures: new RateLimit({ burst: 3, perSecond: 1 / 60, clock }),
  })
  const headers = (members: { [name: string]: string }): Headers => new Headers(members)

  it('is known by a header or a cookie', () => {
    const parts = partsOf()
    const { text } = parts.tokens.create('laptop', 'read')
    expect(authenticate(headers({ authorization: `Bearer ${text}` }), '1.2.3.4', parts)).toEqual({
      name: 'laptop',
      scope: 'read',
    })
    expect(authenticate(headers({ cookie: `a=b; seetrain_token=${text}` }), '1.2.3.4', parts).name).toBe('laptop')
    expect(authenticate(headers({}), '1.2.3.4', parts)).toEqual({ name: '1.2.3.4' })
  })

  it('may everything where the hub is open, whatever it sends', () => {
    expect(authenticate(headers({ cookie: 'seetrain_token=old' }), '::1', partsOf(true)).scope).toBe('admin')
  })

  it('is refused for a wrong token, and for guessing even with a right one', () => {
    const parts = partsOf()
    const { text } = parts.tokens.create('laptop', 'read')
    for (let guess = 0; guess < 3; guess++)
      expect(() => callerOf('st_wrong', '1.2.3.4', parts)).toThrow(
        expect.objectContaining({ status: 401, code: 'WRONG_TOKEN' }),
      )
    expect(() => callerOf(text, '1.2.3.4', parts)).toThrow(expect.objectContaining({ status: 429 }))
    expect(callerOf(text, '5.6.7.8', parts).name).toBe('laptop')
  })

  it('needs the scope, of which each includes the ones before', () => {
    expect(() => requireScope({ name: 'x' }, 'read')).toThrow(expect.objectContaining({ status: 401 }))
    expect(() => requireScope({ name: 'x', scope: 'read' }, 'write')).toThrow(expect.objectContaining({ status: 403 }))
    expect(() => requireScope({ name: 'x', scope: 'write' }, 'admin')).toThrow('may write, and this needs admin')
    requireScope({ name: 'x', scope: 'admin' }, 'read')
  })
})

describe('a rate limit', () => {
  it('lets a burst through, then as many as fit the time, for each caller', async () => {
    const clock = new ManualClock()
    const limit = new RateLimit({ burst: 3, perSecond: 2, clock })
    expect([0, 0, 0, 0].map(() => limit.take('a'))).toEqual([0, 0, 0, 1])
    expect(limit.take('b')).toBe(0)
    await clock.advance(1000)
    expect([0, 0, 0].map(() => limit.take('a'))).toEqual([0, 0, 1])
  })
})

describe('the audit log', () => {
  const audit = (): AuditLog =>
    new AuditLog({ home, fileSystem: nodeFileSystem, clock: new ManualClock(), logger: silent })
  const silent = { debug() {}, info() {}, warn() {}, error() {} }

  it('tells the newest first, and passes over a line that was cut off', () => {
    audit().write('ann', 'run-edit', { target: 'r1' })
    writeFileSync(join(home, 'hub/audit.jsonl'), '{"time":', { flag: 'a' })
    writeFileSync(join(home, 'hub/audit.jsonl'), '\n', { flag: 'a' })
    audit().write('bob', 'run-delete', { target: 'r2' })
    expect(
      audit()
        .read(10)
        .map(({ who, action, target }) => [who, action, target]),
    ).toEqual([
      ['bob', 'run-delete', 'r2'],
      ['ann', 'run-edit', 'r1'],
    ])
    expect(audit().read(1)).toHaveLength(1)
  })

  it('never throws', () => {
    writeFileSync(join(home, 'hub'), 'in the way')
    expect(() => audit().write('ann', 'run-edit')).not.toThrow()
  })
})
