/* oxlint-disable no-control-regex -- control characters are the subject of this file */
import * as fc from 'fast-check'
import { TerminalLines, type TerminalLimits, type TerminalLine } from './terminal-lines.ts'

/** What is on the screen after `text`, by line. */
function shown(text: string | readonly (string | Uint8Array)[], limits?: TerminalLimits): string[] {
  const lines = new TerminalLines(limits)
  const screen: string[] = []
  const keep = (taken: TerminalLine[]): void =>
    taken.forEach(({ line, text: shownText }) => void (screen[line] = shownText))
  for (const chunk of typeof text === 'string' ? [text] : text) {
    lines.write(chunk)
    keep(lines.takeFinished())
  }
  keep(lines.takeChanged())
  return screen
}

describe('TerminalLines', () => {
  test.each([
    ['plain lines', 'one\ntwo\n', ['one', 'two']],
    ['Windows line ends', 'one\r\ntwo\r\n', ['one', 'two']],
    ['an unfinished line', 'one\ntw', ['one', 'tw']],
    ['an empty line between', 'one\n\ntwo\n', ['one', '', 'two']],
    ['a bar that is rewritten', '10%\r50%\r100%\n', ['100%']],
    ['a shorter text over a longer one, as a terminal leaves it', 'abcdef\rxy\n', ['xycdef']],
    ['erase to the end of the line', 'abcdef\rxy\x1b[K\n', ['xy']],
    ['erase to the start of the line', 'abcdef\x1b[3D\x1b[1K\n', ['    ef']],
    ['erase the whole line', 'abcdef\x1b[2K\rxy\n', ['xy']],
    ['backspaces', 'abc\b\bX\n', ['aXc']],
    ['cursor to a column', 'abcdef\x1b[3GX\n', ['abXdef']],
    ['cursor forward over nothing', 'ab\x1b[3Cc\n', ['ab   c']],
    ['two bars, moving up', 'a 0%\nb 0%\n\x1b[2Aa 9%\nb 9%\nend\n', ['a 9%', 'b 9%', 'end']],
    ['previous and next line', 'a\nb\n\x1b[2Fx\x1b[1Ey\n', ['x', 'y']],
    ['erase everything below', 'a\nb\nc\n\x1b[3F\x1b[Jx', ['x', '', '']],
    ['moving up beyond the first line', 'a\n\x1b[9Ab\n', ['b']],
    ['moving down does not make lines', 'a\x1b[99Bb\n', ['ab']],
    [
      'a title, a link and a hidden cursor',
      '\x1b]0;title\x07\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\\x1b[?25l.\n',
      ['link.'],
    ],
    ['a picture in the terminal', '\x1b_Gf=100;AAAA\x1b\\\x1bPq#0~~\x1b\\x\n', ['x']],
    ['a sequence that is no colour though it ends like one', '\x1b[>4;1mx\x1b[0 qy\n', ['xy']],
    ['a string that never ends gives way at the line end', 'a\x1b]0;oops\nb\n', ['a', 'b']],
    ['a sequence broken off by a line end', 'a\x1b[3\nb\n', ['a', 'b']],
    ['bell and other controls', 'a\x07b\x00c\x7f\u0085d\n', ['abcd']],
    ['tabs stay', 'a\tb\n', ['a\tb']],
    [
      'colours, closed at the end of each line',
      '\x1b[31mred\nstill\x1b[0m not\n',
      ['\x1b[31mred\x1b[0m', '\x1b[31mstill\x1b[0m not'],
    ],
    ['a colour within a rewritten line', 'abc\r\x1b[1;32mX\x1b[m\n', ['\x1b[1;32mX\x1b[0mbc']],
    [
      'colours of 256 and 24 bits',
      '\x1b[38;5;9ma\x1b[48;2;1;2;3mb\x1b[39;49mc\n',
      ['\x1b[38;5;9ma\x1b[0m\x1b[38;5;9;48;2;1;2;3mb\x1b[0mc'],
    ],
    ['characters beyond the basic plane are one column', '🙂🙂\ra\n', ['a🙂']],
  ])('shows %s', (_name, text, expected) => {
    expect(shown(text)).toEqual(expected)
  })

  test('decodes characters across chunk borders, and broken ones as a terminal does', () => {
    const bytes = Buffer.from('héllo 🙂\n')
    expect(shown([...bytes].map(byte => Uint8Array.of(byte)))).toEqual(['héllo 🙂'])
    expect(shown([Uint8Array.of(0xc3), 'x\n'])).toEqual(['\ufffdx'])
  })

  test('cuts a long line with a mark and forgets the cut when the line is erased', () => {
    const lines = shown(`${'x'.repeat(30)}\n${'y'.repeat(30)}\r\x1b[Kshort\n`, { maxLineLength: 10 })
    expect(lines).toEqual(['xxxxxxxxxx … [cut after 10 characters]', 'short'])
    // what is erased beyond the limit does not bring the cut part back
    expect(shown(`${'x'.repeat(30)}\x1b[K\n`, { maxLineLength: 10 })).toEqual([
      'xxxxxxxxxx … [cut after 10 characters]',
    ])
  })

  test('a line that can change no more keeps its last state', () => {
    const lines = new TerminalLines({ maxLiveLines: 2 })
    lines.write('a\nb')
    expect(lines.takeFinished()).toEqual([{ line: 0, text: 'a', rewritten: false }])
    lines.write('\x1b[AX\n\n')
    expect(lines.takeFinished()).toEqual([
      { line: 0, text: 'aX', rewritten: true },
      { line: 1, text: 'b', rewritten: false },
    ])
    lines.write('\x1b[99Ac\n')
    expect(lines.takeChanged()).toEqual([{ line: 1, text: 'c', rewritten: true }])
  })

  test('says nothing about a line redrawn with the same text', () => {
    const lines = new TerminalLines()
    lines.write('50%')
    expect(lines.takeChanged()).toEqual([{ line: 0, text: '50%', rewritten: false }])
    lines.write('\r50%')
    expect(lines.takeChanged()).toEqual([])
  })

  test('memory is bounded whatever comes', () => {
    const lines = new TerminalLines({ maxLineLength: 50, maxLiveLines: 3 })
    for (let i = 0; i < 2000; i++) lines.write(`\x1b[${i % 120}m\x1b[99999C\x1b[${'1;'.repeat(200)}zx\x1b[99999B`)
    const [line, ...more] = lines.takeChanged()
    expect(more).toEqual([])
    expect(line?.text.length).toBeLessThan(10_000)
    expect(shown('\x1b[999999999Cx\n', { maxLineLength: 50 })[0]?.length).toBeLessThan(100)
  })
})

type Cell = { character: string; style: string }

const blank = (): Cell => ({ character: ' ', style: '' })

/** An independent terminal, as plain as can be: one pass over whole tokens, a grid of cells that is never cut. */
function simpleTerminal(text: string): Cell[][] {
  const grid: Cell[][] = [[]]
  let row = 0
  let column = 0
  let colour = ''
  let bold = false
  const tokens = text.matchAll(/\x1b\[([\d;]*)([A-Za-z])|([^])/gu)
  for (const [, parameters = '', final, character = ''] of tokens) {
    const line = (grid[row] ??= [])
    const count = Math.max(1, Number(parameters) || 0)
    if (final === 'm') {
      for (const code of parameters.split(';')) {
        if (code === '' || code === '0') [colour, bold] = ['', false]
        else if (code === '1') bold = true
        else if (code === '22') bold = false
        else colour = code === '39' ? '' : code
      }
    } else if (final === 'A') row = Math.max(0, row - count)
    else if (final === 'B') row = Math.min(grid.length - 1, row + count)
    else if (final === 'C') column += count
    else if (final === 'D') column = Math.max(0, column - count)
    else if (final === 'G') column = count - 1
    else if (final === 'K' && Number(parameters) === 0) line.length = Math.min(line.length, column)
    else if (final === 'K' && parameters === '1') for (let i = 0; i <= column && i < line.length; i++) line[i] = blank()
    else if (final === 'K') line.length = 0
    else if (final === 'J') {
      line.length = Math.min(line.length, column)
      for (const below of grid.slice(row + 1)) below.length = 0
    } else if (character === '\r') column = 0
    else if (character === '\b') column = Math.max(0, column - 1)
    else if (character === '\n') {
      row++
      column = 0
      if (row === grid.length) grid.push([])
    } else {
      while (line.length < column) line.push(blank())
      line[column++] = { character, style: `${bold ? 'bold ' : ''}${colour}` }
    }
  }
  return grid.map(trimmed)
}

function trimmed(line: Cell[]): Cell[] {
  const end = line.findLastIndex(cell => cell.character !== ' ' || cell.style !== '')
  return line.slice(0, end + 1)
}

const piece = fc.oneof(
  { weight: 4, arbitrary: fc.stringMatching(/^[a-z é🙂語]{0,8}$/u) },
  fc.constantFrom('\n', '\r', '\r\n', '\b', '\b\b'),
  fc
    .tuple(fc.constantFrom('A', 'B', 'C', 'D', 'G'), fc.constantFrom('', '1', '2', '7'))
    .map(([final, count]) => `\x1b[${count}${final}`),
  fc.constantFrom('\x1b[K', '\x1b[0K', '\x1b[1K', '\x1b[2K', '\x1b[J'),
  fc.constantFrom('\x1b[m', '\x1b[0m', '\x1b[1m', '\x1b[22m', '\x1b[31m', '\x1b[1;92m', '\x1b[39m'),
)
const output = fc.array(piece, { maxLength: 60 }).map(pieces => pieces.join(''))

function chunked(text: string, sizes: readonly number[]): Uint8Array[] {
  const bytes = Buffer.from(text)
  const chunks: Uint8Array[] = []
  for (let at = 0, i = 0; at < bytes.length; i++) chunks.push(bytes.subarray(at, (at += sizes[i % sizes.length] ?? 1)))
  return chunks
}
const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 })

describe('TerminalLines, for any output', () => {
  test('what is recorded shows the same characters and colours as a terminal', () => {
    fc.assert(
      fc.property(output, sizes, (text, chunkSizes) => {
        const screen = shown(chunked(text, chunkSizes))
        const replayed = simpleTerminal(Array.from(screen, line => `${line ?? ''}\n`).join(''))
        const expected = simpleTerminal(text)
        while (expected.length > 0 && expected.at(-1)?.length === 0) expected.pop()
        while (replayed.length > 0 && replayed.at(-1)?.length === 0) replayed.pop()
        expect(replayed).toEqual(expected)
      }),
      { numRuns: 2000 },
    )
  })

  test('chunking changes nothing', () => {
    fc.assert(
      fc.property(fc.oneof(output, fc.string({ unit: 'binary' })), sizes, (text, chunkSizes) => {
        expect(shown(chunked(text, chunkSizes))).toEqual(shown([Buffer.from(text)]))
      }),
    )
  })

  test('any bytes are taken without an error and leave no control characters but colours', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
        const left = shown([bytes])
          .join('\n')
          .replace(/\x1b\[[\d;:]*m/g, '')
        expect(left).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/)
      }),
      { numRuns: 500 },
    )
  })
})
