import type { ConsoleRecord } from '@seetrain/core'
import { ConsoleLines, lineForTerminal } from './console-lines.ts'

const printed = (line: number, text: string, stream: ConsoleRecord['stream'] = 'stdout'): ConsoleRecord => ({
  kind: 'console',
  time: 0,
  stream,
  line,
  text,
})

test('a number seen before replaces that line, in its place', () => {
  const lines = new ConsoleLines()
  lines.add('main', printed(0, 'first\n10 %'))
  lines.add('main', printed(0, 'warning', 'stderr'))
  lines.add('main', printed(1, '100 %'))
  expect(lines.takeSettled()).toEqual([])
  expect(lines.takeRest()).toEqual(['first', '100 %', 'warning'])
  expect(lines.takeRest()).toEqual([])
})

test('lines that can change no more are not held', () => {
  const lines = new ConsoleLines()
  const shown: string[] = []
  for (let number = 0; number < 1000; number++) {
    lines.add('main', printed(number, String(number)))
    shown.push(...lines.takeSettled())
  }
  expect(shown).toHaveLength(900)
  expect([...shown, ...lines.takeRest()]).toEqual(Array.from({ length: 1000 }, (_, number) => String(number)))
})

test('one silent stream does not make the other wait for ever', () => {
  const lines = new ConsoleLines()
  lines.add('main', printed(0, 'one line', 'stderr'))
  let held = 1
  for (let number = 0; number < 50_000; number++) {
    lines.add('main', printed(number, 'x'))
    held += 1 - lines.takeSettled().length
    expect(held).toBeLessThanOrEqual(10_001)
  }
})

test('a writer that comes back counts anew, and replaces nothing of before', () => {
  const lines = new ConsoleLines()
  lines.add('main', printed(0, 'before'))
  lines.restart('main')
  lines.add('main', printed(0, 'after'))
  expect(lines.takeSettled()).toEqual(['before'])
  expect(lines.takeRest()).toEqual(['after'])
})

test('writers have lines of their own', () => {
  const lines = new ConsoleLines()
  lines.add('main', printed(0, 'main'))
  lines.add('rank-1', printed(0, 'other'))
  expect(lines.takeRest()).toEqual(['main', 'other'])
})

test.each([
  ['plain\ttext', true, 'plain\ttext'],
  ['\u001B[31mred\u001B[0m', false, 'red'],
  ['\u001B[31mred', true, '\u001B[31mred\u001B[0m'],
  ['\u001B[2J\u001B]0;title\u0007here\u0008', true, 'here\u001B[0m'],
  ['bell\u0007 \u009B2Jx', false, 'bell 2Jx'],
])('%j, with colours: %s, is shown as %j', (line, keepsColours, shown) => {
  expect(lineForTerminal(line, keepsColours)).toBe(shown)
})
