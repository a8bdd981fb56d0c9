import { floatOf, protobufFields, textOf, type Field } from './protobuf-fields.ts'

/** The fields of a message by number. Absent ones read as empty, as protobuf has it. */
export class Message {
  readonly #fields: Field[]

  constructor(bytes: Uint8Array) {
    this.#fields = [...protobufFields(bytes)]
  }

  has(number: number): boolean {
    return this.#fields.some(field => field.number === number)
  }

  text(number: number): string {
    const field = this.#last(number)
    return field === undefined ? '' : textOf(field)
  }

  texts(number: number): string[] {
    return this.fields(number).map(textOf)
  }

  integer(number: number): number {
    return this.#last(number)?.varint ?? 0
  }

  /** Of a float or double field. */
  float(number: number): number {
    const field = this.#last(number)
    return field === undefined ? 0 : floatOf(field)
  }

  message(number: number): Message {
    return new Message(this.#last(number)?.bytes ?? new Uint8Array(0))
  }

  messages(number: number): Message[] {
    return this.fields(number).map(({ bytes }) => new Message(bytes))
  }

  /** Milliseconds of a timestamp; undefined where there is none. */
  time(number: number): number | undefined {
    if (!this.has(number)) return undefined
    const timestamp = this.message(number)
    return timestamp.integer(1) * 1000 + Math.round(timestamp.integer(2) / 1e6)
  }

  fields(number: number): Field[] {
    return this.#fields.filter(field => field.number === number)
  }

  #last(number: number): Field | undefined {
    return this.#fields.findLast(field => field.number === number)
  }
}
