import { stripVTControlCharacters } from 'node:util'
import type { ConsoleRecord } from '@seetrain/core'

/** A recorded program can go back this many lines and change them. */
const LIVE_LINES = 100
const MOST_HELD = 10_000

interface Source {
  newest: number
  /** Its numbers start again: what it wrote so far stays. */
  isOver: boolean
}

interface Line {
  source: Source
  number: number
  text: string
}

/**
 * Console records become the lines that stood there in the end, in the order of their first appearance. A line is held
 * as long as a later record may replace it.
 */
export class ConsoleLines {
  readonly #sources = new Map<string, Source>()
  // a map keeps the place of a line that is set again
  readonly #held = new Map<string, Line>()
  #restarts = 0

  /** A writer came back; it counts its lines from 0 again. */
  restart(writer: string): void {
    this.#restarts++
    for (const stream of ['stdout', 'stderr']) {
      const name = `${writer} ${stream}`
      const source = this.#sources.get(name)
      if (source === undefined) continue
      source.isOver = true
      this.#sources.delete(name)
    }
  }

  add(writer: string, { stream, line, text }: ConsoleRecord): void {
    const name = `${writer} ${stream}`
    let source = this.#sources.get(name)
    if (source === undefined) this.#sources.set(name, (source = { newest: -1, isOver: false }))
    for (const [index, part] of text.split('\n').entries()) {
      const number = line + index
      source.newest = Math.max(source.newest, number)
      this.#held.set(`${this.#restarts} ${name} ${number}`, { source, number, text: part })
    }
  }

  /** Lines that can change no more. */
  takeSettled(): string[] {
    const texts: string[] = []
    for (const [key, { source, number, text }] of this.#held) {
      const maySettle = source.isOver || number <= source.newest - LIVE_LINES || this.#held.size > MOST_HELD
      if (!maySettle) break
      texts.push(text)
      this.#held.delete(key)
    }
    return texts
  }

  takeRest(): string[] {
    const texts = Array.from(this.#held.values(), line => line.text)
    this.#held.clear()
    return texts
  }
}

const COLOUR = /(\x1B\[[\d;:]*m)/

/** A recorded line with its colours or without, and without anything else that could steer a terminal. */
export function lineForTerminal(line: string, keepsColours: boolean): string {
  if (!line.includes('\x1B')) return harmless(line)
  if (!keepsColours) return harmless(stripVTControlCharacters(line))
  const parts = line
    .split(COLOUR)
    .map((part, index) => (index % 2 === 1 ? part : harmless(stripVTControlCharacters(part))))
  return `${parts.join('')}\x1B[0m`
}

function harmless(text: string): string {
  return text.replace(/[^\P{Cc}\t]/gu, '')
}
