import { Writable } from 'node:stream'
import { ManualClock } from '../resilience/manual-clock.ts'
import { systemClock } from '../ports/system-clock.ts'
import { captureDiag, diag } from '../diag.ts'
import { ConsoleCapture, type ConsoleCaptureOptions } from './console-capture.ts'
import type { ConsolePart } from './stream-recorder.ts'

class Sink extends Writable {
  printed = ''
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.printed += chunk.toString()
    done()
  }
}

let endings: (() => void)[] = []
afterEach(() => {
  for (const end of endings) end()
  endings = []
})

function capturing(options: ConsoleCaptureOptions = {}, onPart?: (part: ConsolePart) => void) {
  const clock = new ManualClock(1000)
  const stdout = new Sink()
  const stderr = new Sink()
  const parts: ConsolePart[] = []
  const emit = onPart ?? ((part: ConsolePart) => void parts.push(part))
  const capture = new ConsoleCapture(emit, clock, { stdout, stderr, ...options })
  capture.install()
  endings.push(() => capture.uninstall())
  return { clock, stdout, stderr, parts, capture }
}

/** What a reader of the records sees: a later record replaces the lines it carries. */
function screen(parts: readonly ConsolePart[]): string[] {
  const lines: string[] = []
  for (const { line, text } of parts) text.split('\n').forEach((shown, offset) => void (lines[line + offset] = shown))
  return lines
}

describe('printing', () => {
  test('gets through unchanged, with result, callback and encoding', async () => {
    const { stdout, parts } = capturing()
    const called = new Promise(resolve => stdout.write('68690a', 'hex', resolve))
    expect(stdout.write(Buffer.from('bytes\n'))).toBe(true)
    await called
    expect(stdout.printed).toBe('hi\nbytes\n')
    expect(parts.map(part => part.text)).toEqual(['hi', 'bytes'])
  })

  test('keeps its own errors and `this`', () => {
    const failure = new Error('pipe is gone')
    const seen: unknown[] = []
    const stdout = {
      write(): boolean {
        seen.push(this)
        throw failure
      },
    }
    capturing({ stdout })
    expect(() => stdout.write()).toThrow(failure)
    expect(seen).toEqual([stdout])
  })

  test('trap 2: a failure of the recording never reaches the printer and is told once', () => {
    const told: string[] = []
    endings.push(captureDiag(line => told.push(line)))
    const { stdout } = capturing({}, () => {
      throw new Error('disk full')
    })
    expect(stdout.write('one\n')).toBe(true)
    expect(stdout.write('two\n')).toBe(true)
    expect(stdout.printed).toBe('one\ntwo\n')
    expect(told).toEqual([expect.stringContaining('disk full')])
  })

  test('what the library prints while it records is printed, not recorded again', () => {
    let stderr: Sink | undefined
    const parts: string[] = []
    endings.push(captureDiag(line => void stderr?.write(`${line}\n`)))
    const running = capturing({}, part => {
      parts.push(part.text)
      diag.warn('about this record')
    })
    stderr = running.stderr
    stderr.write('user\n')
    expect(parts).toEqual(['user'])
    expect(stderr.printed).toBe('user\nseetrain: about this record\n')
  })
})

describe('trap 3: patch, unpatch, patch', () => {
  test('leaves the very same function and descriptor', () => {
    for (const stdout of [new Sink(), Object.assign(new Sink(), { write: () => true })]) {
      const before = Object.getOwnPropertyDescriptor(stdout, 'write')
      const original = stdout.write
      const parts: ConsolePart[] = []
      for (let round = 0; round < 2; round++) {
        const capture = new ConsoleCapture(part => void parts.push(part), new ManualClock(), {
          stdout,
          stderr: new Sink(),
        })
        capture.install()
        capture.install()
        stdout.write(`round ${round}\n`)
        capture.uninstall()
        stdout.write('after\n')
        expect(Object.getOwnPropertyDescriptor(stdout, 'write')).toEqual(before)
        expect(stdout.write).toBe(original)
      }
      expect(parts.map(part => part.text)).toEqual(['round 0', 'round 1'])
    }
  })

  test('a wrapper that somebody put over ours stays, and records nothing more', () => {
    const { stdout, parts, capture } = capturing()
    const ours = stdout.write
    const theirs = (text: string): boolean => Reflect.apply(ours, stdout, [text])
    stdout.write = theirs
    stdout.write('during\n')
    capture.uninstall()
    expect(stdout.write).toBe(theirs)
    stdout.write('after\n')
    expect(stdout.printed).toBe('during\nafter\n')
    expect(parts.map(part => part.text)).toEqual(['during'])
  })
})

describe('records', () => {
  test('ended lines come at once, those of one print in one record', () => {
    const { stdout, stderr, parts } = capturing()
    stdout.write('one\ntwo\n')
    stderr.write('oops\n')
    stdout.write('three\n')
    expect(parts).toEqual([
      { time: 1000, stream: 'stdout', line: 0, text: 'one\ntwo' },
      { time: 1000, stream: 'stderr', line: 0, text: 'oops' },
      { time: 1000, stream: 'stdout', line: 2, text: 'three' },
    ])
  })

  test('a progress bar gives one record per 200 ms and its final state', async () => {
    const { clock, stdout, parts } = capturing()
    for (let percent = 0; percent <= 100; percent++) {
      stdout.write(`\r${percent}%`)
      await clock.advance(10)
    }
    stdout.write('\ndone\n')
    await clock.advance(1000)
    expect(parts.length).toBeLessThanOrEqual(8)
    expect(screen(parts)).toEqual(['100%', 'done'])
    expect(clock.nextTimer()).toBeUndefined()
  })

  test('several bars that move the cursor up are throttled too', async () => {
    const { clock, stdout, parts } = capturing()
    for (let i = 1; i <= 100; i++) {
      stdout.write(`a ${i}\nb ${i}\n\x1b[2A`)
      await clock.advance(10)
    }
    await clock.advance(200)
    expect(parts.length).toBeLessThanOrEqual(7)
    expect(parts.at(-1)).toMatchObject({ line: 0, text: 'a 100\nb 100' })
  })

  test('an unfinished line is emitted after a moment, at flush and at the end', async () => {
    const { clock, stdout, parts, capture } = capturing()
    stdout.write('loading')
    expect(parts).toEqual([])
    await clock.advance(200)
    stdout.write(' …')
    capture.flush()
    stdout.write(' done')
    capture.uninstall()
    expect(parts.map(part => [part.line, part.text])).toEqual([
      [0, 'loading'],
      [0, 'loading …'],
      [0, 'loading … done'],
    ])
    expect(clock.nextTimer()).toBeUndefined()
  })

  test('secrets are masked', () => {
    const { stdout, parts } = capturing()
    stdout.write('OPENAI_API_KEY=abcdef123 ready\n')
    expect(parts[0]?.text).toBe('OPENAI_API_KEY=*** ready')
  })

  test('trap 6: a flood is held back for a second at a time and counted where its lines would be', async () => {
    const { clock, stdout, parts } = capturing({ burstLines: 10, linesPerSecond: 5 })
    for (let i = 0; i < 1000; i++) stdout.write(`line ${i}\n`)
    expect(parts.length).toBe(10)
    await clock.advance(1200)
    expect(parts.at(-1)).toMatchObject({ line: 10, text: '… 990 lines not recorded: more than 5 per second' })
    stdout.write('calm again\n')
    expect(parts.at(-1)).toMatchObject({ line: 1000, text: 'calm again' })
    expect(clock.nextTimer()).toBeUndefined()
  })

  test('trap 6: the end of a run tells the count of a flood that still lasts', () => {
    const { stdout, parts, capture } = capturing({ burstLines: 2, linesPerSecond: 1 })
    stdout.write('a\nb\nc\nd\n')
    capture.uninstall()
    expect(parts.map(part => part.text)).toEqual(['a\nb', '… 2 lines not recorded: more than 1 per second'])
  })

  test('trap 6: the last state of a bar outlives a flood', async () => {
    const { clock, stdout, parts } = capturing({ burstLines: 3, linesPerSecond: 1 })
    for (const text of ['0%\n', 'a\nb\nc\nd\n', '\x1b[5A100%']) stdout.write(text)
    await clock.advance(3000)
    expect(screen(parts)).toEqual(['100%', 'a', 'b', '… 2 lines not recorded: more than 1 per second'])
  })

  test('one huge print is taken whole, in pieces', () => {
    const { stdout, parts } = capturing({ burstLines: 1e6 })
    stdout.write('🙂 line\n'.repeat(50_000))
    expect(parts.length).toBeGreaterThan(3)
    expect(parts.flatMap(part => part.text.split('\n'))).toEqual(Array(50_000).fill('🙂 line'))
  })
})

test('records the real standard output', () => {
  const parts: ConsolePart[] = []
  const before = Object.getOwnPropertyDescriptor(process.stdout, 'write')
  const capture = new ConsoleCapture(part => void parts.push(part), systemClock)
  capture.install()
  process.stdout.write('')
  process.stdout.write('\x1b[2K\r')
  capture.uninstall()
  expect(parts).toEqual([])
  expect(Object.getOwnPropertyDescriptor(process.stdout, 'write')).toEqual(before)
})
