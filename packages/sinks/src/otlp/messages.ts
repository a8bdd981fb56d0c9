import type { Plain, PlainObject } from '@seetrain/core'

/** A message as autolog writes it, after the GenAI conventions. */
export type Message = PlainObject & { role: string; parts: MessagePart[] }
export type MessagePart = PlainObject & { type: string }

export function isMessages(value: Plain | undefined): value is Message[] {
  return Array.isArray(value) && value.length > 0 && value.every(isMessage)
}

function isMessage(value: Plain): value is Message {
  return (
    isObject(value) &&
    typeof value['role'] === 'string' &&
    Array.isArray(value['parts']) &&
    value['parts'].every(isPart)
  )
}

function isPart(value: Plain): value is MessagePart {
  return isObject(value) && typeof value['type'] === 'string'
}

export function isObject(value: Plain | undefined): value is PlainObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)
}
