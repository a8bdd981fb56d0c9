import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeFileSystem } from '../ports/node-file-system.ts'
import { randomIdSource } from '../ports/random-id-source.ts'
import { FileLock } from './file-lock.ts'

let folder: string
let path: string
let waited: number
const lock = (onWait: () => void = () => {}) =>
  new FileLock(path, {
    fileSystem: nodeFileSystem,
    ids: randomIdSource,
    wait: milliseconds => {
      waited += milliseconds
      onWait()
    },
  })
const leave = (holder: object | string, at = path) =>
  writeFileSync(at, typeof holder === 'string' ? holder : JSON.stringify(holder))
const deadPid = () => spawnSync(process.execPath, ['--eval', '']).pid

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'file-lock-'))
  path = join(folder, 'lock')
  waited = 0
})
afterEach(() => rmSync(folder, { recursive: true }))

test('is held while the section runs, and gone after it, also after an error', () => {
  expect(lock().hold(() => Object.keys(JSON.parse(readFileSync(path, 'utf8'))))).toEqual(['pid', 'host', 'token'])
  expect(() =>
    lock().hold(() => {
      throw new Error('mine')
    }),
  ).toThrow('mine')
  expect(readdirSync(folder)).toEqual([])
  expect(waited).toBe(0)
})

test('waits until the holder is done', () => {
  leave({ pid: process.pid, host: hostname(), token: 'other' })
  let waits = 0
  const result = lock(() => {
    if (++waits === 3) rmSync(path)
  }).hold(() => 'in')
  expect(result).toBe('in')
  expect(waits).toBe(3)
})

test('takes over from a dead process soon', () => {
  leave({ pid: deadPid(), host: hostname(), token: 'dead' })
  lock().hold(assertHeld => assertHeld())
  expect(waited).toBeGreaterThanOrEqual(100)
  expect(waited).toBeLessThan(200)
  expect(readdirSync(folder)).toEqual([])
})

test('takes over when the one that took over died as well', () => {
  leave({ pid: deadPid(), host: hostname(), token: 'dead' })
  leave({ pid: deadPid(), host: hostname(), token: 'dead too' }, `${path}.takeover`)
  lock().hold(assertHeld => assertHeld())
  expect(readdirSync(folder)).toEqual([])
})

test('leaves the lock alone when another waiter took it over first', () => {
  leave({ pid: deadPid(), host: hostname(), token: 'dead' })
  const successor = JSON.stringify({ pid: process.pid, host: hostname(), token: 'successor' })
  const fileSystem = {
    ...nodeFileSystem,
    link(existing: string, name: string) {
      nodeFileSystem.link(existing, name)
      if (name.endsWith('.takeover')) leave(successor)
    },
  }
  const seen = new Set<string>()
  const wait = (milliseconds: number) => {
    waited += milliseconds
    if (waited < 150) return
    seen.add(readFileSync(path, 'utf8'))
    rmSync(path)
  }
  new FileLock(path, { fileSystem, ids: randomIdSource, wait }).hold(() => {})
  expect([...seen]).toEqual([successor])
})

test.each([
  ['a living process', { pid: process.pid, host: hostname(), token: 'alive' }],
  ['another machine', { pid: 1, host: 'elsewhere', token: 'far' }],
  ['nobody knows whom', 'torn {'],
])('gives %s long to finish', (_who, holder) => {
  leave(holder)
  lock().hold(assertHeld => assertHeld())
  expect(waited).toBeGreaterThanOrEqual(10_000)
  expect(waited).toBeLessThan(11_000)
})

test('does not take over while holders change, and gives up in the end', () => {
  let turn = 0
  const pid = deadPid()
  const next = () => leave({ pid, host: hostname(), token: String(turn++) })
  next()
  expect(() => lock(next).hold(() => 'in')).toThrow(/lock: not free within 30 s/)
  expect(readdirSync(folder)).toEqual(['lock'])
})

test('a holder that lost the lock is told before it publishes, and leaves the new one alone', () => {
  expect(() =>
    lock().hold(assertHeld => {
      leave('the next holder')
      assertHeld()
    }),
  ).toThrow(/took it over/)
  expect(readFileSync(path, 'utf8')).toBe('the next holder')
})

test('passes on what is wrong with the folder', () => {
  const readOnly = {
    ...nodeFileSystem,
    link() {
      throw Object.assign(new Error('read-only'), { code: 'EROFS' })
    },
  }
  expect(() => new FileLock(path, { fileSystem: readOnly, ids: randomIdSource }).hold(() => 'in')).toThrow('read-only')
  expect(readdirSync(folder)).toEqual([])
})
