import { existsSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import {
  Audio,
  Html,
  Image,
  InvalidArgumentError,
  Molecule,
  Object3D,
  Plot,
  Text,
  Video,
  type EndState,
  type Media,
  type PlainObject,
  type RunRecord,
} from '@seetrain/core'
import { parse as parseYaml } from 'yaml'
import type { ImportContext } from '../importer.ts'
import type { Message } from '../protobuf-message.ts'

/** SwanLab's kinds of media: the folder that each lies in, and what it is here. */
const MEDIA: { readonly [type: number]: readonly [folder: string, make: (path: string, words: Caption) => Media] } = {
  2: ['image', (path, caption) => new Image(path, caption)],
  3: ['audio', (path, caption) => new Audio(path, caption)],
  4: ['text', (path, caption) => new Text(readFileSync(path, 'utf8'), caption)],
  5: ['video', (path, caption) => new Video(path, caption)],
  6: [
    'echarts',
    (path, caption) => new Plot(JSON.parse(readFileSync(path, 'utf8')), { format: 'echarts', ...caption }),
  ],
  7: ['object3d', (path, caption) => new Object3D(path, caption)],
  8: ['molecule', (path, caption) => new Molecule(path, caption)],
  9: ['html', (path, caption) => new Html(readFileSync(path, 'utf8'), caption)],
}
const ENDS: { readonly [state: number]: EndState } = { 1: 'finished', 2: 'failed', 3: 'killed' }
const CONFIG_FILE = 1

type Caption = { caption?: string }

/** Turns the records of a SwanLab run, in their order, into ours. */
export class SwanlabConverter {
  readonly #folder: string
  readonly #context: ImportContext
  #time = 0
  #lines: { [stream: string]: number }

  constructor(folder: string, lines: PlainObject, context: ImportContext) {
    this.#folder = folder
    this.#context = context
    this.#lines = { ...(lines as { [stream: string]: number }) }
  }

  /** How many lines of each stream there were. */
  get lines(): PlainObject {
    return { ...this.#lines }
  }

  convert(record: Message): RunRecord[] {
    this.#time = record.time(2) ?? this.#time
    if (record.has(13)) return this.#scalar(record.message(13))
    if (record.has(14)) return this.#media(record.message(14))
    if (record.has(16)) return this.#line(record.message(16))
    if (record.has(10)) return this.#words(record.message(10))
    if (record.has(11)) return this.#end(record.message(11))
    return record.has(20) && record.message(20).integer(5) === CONFIG_FILE ? this.#config() : []
  }

  #scalar(scalar: Message): RunRecord[] {
    const { key, step, time } = this.#place(scalar)
    return [{ kind: 'metric', time, key, step, value: scalar.message(5).float(1) }]
  }

  #place(point: Message): { time: number; key: string; step: number } {
    return { time: point.time(4) ?? this.#time, key: point.text(1), step: point.integer(2) }
  }

  #media(media: Message): RunRecord[] {
    const at = this.#place(media)
    const known = MEDIA[media.integer(3)]
    if (known === undefined) {
      this.#context.onProblem(`${at.key}: a run has no place for SwanLab’s type ${media.integer(3)}`)
      return []
    }
    const [folder, make] = known
    return media
      .message(5)
      .messages(1)
      .flatMap(item => this.#context.media(at, () => make(this.#path(folder, item.text(1)), captionOf(item))))
  }

  // a log may come from anybody, and is to lead to no other files of this machine
  #path(kind: string, name: string): string {
    const folder = join(this.#folder, 'media', kind)
    const path = join(folder, name)
    if (path.startsWith(folder + sep)) return path
    throw new InvalidArgumentError('filename', name, 'It leads out of the folder of the run.')
  }

  #line(line: Message): RunRecord[] {
    const stream = line.integer(2) === 1 ? 'stderr' : 'stdout'
    const number = this.#lines[stream] ?? 0
    this.#lines[stream] = number + 1
    return [{ kind: 'console', time: line.time(3) ?? this.#time, stream, line: number, text: line.text(1) }]
  }

  #words(start: Message): RunRecord[] {
    const words = { name: start.text(4), description: start.text(5), group: start.text(7), jobType: start.text(8) }
    const given = Object.fromEntries(Object.entries(words).filter(([, text]) => text !== ''))
    const tags = start.texts(6)
    return [{ kind: 'edit', time: start.time(12) ?? this.#time, ...given, ...(tags.length > 0 && { tags }) }]
  }

  /** The config is a file, which each change writes anew: by name, its value and how it is shown. */
  #config(): RunRecord[] {
    const path = join(this.#folder, 'files', 'config.yaml')
    if (!existsSync(path)) return []
    const content: unknown = parseYaml(readFileSync(path, 'utf8'))
    const members = Object.entries((content ?? {}) as { [name: string]: { value: PlainObject } })
    const set = Object.fromEntries(members.map(([name, member]) => [name, member.value]))
    return members.length === 0 ? [] : [{ kind: 'config', time: this.#time, set }]
  }

  #end(finish: Message): RunRecord[] {
    const state = ENDS[finish.integer(1)]
    if (state === undefined) return []
    const message = finish.text(2)
    const error = message === '' ? {} : { error: { name: 'Error', message } }
    return [{ kind: 'end', time: finish.time(3) ?? this.#time, state, ...error, dropped: 0 }]
  }
}

function captionOf(item: Message): Caption {
  const caption = item.text(4)
  return caption === '' ? {} : { caption }
}
