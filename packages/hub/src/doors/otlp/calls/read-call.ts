import type { Plain, PlainObject } from '@seetrain/core'
import { aiSdk } from './ai-sdk.ts'
import { OWN_KIND, type CallFacts, type Convention, type SpanWords, type WordsEvent } from './call-facts.ts'
import { genAi } from './gen-ai.ts'
import { langsmith } from './langsmith.ts'
import { mlflow } from './mlflow.ts'
import { openInference } from './open-inference.ts'
import { traceloop } from './traceloop.ts'

/** Where two conventions speak of the same thing, the earlier one is believed. */
const CONVENTIONS: readonly Convention[] = [aiSdk, langsmith, genAi, openInference, traceloop, mlflow]

const TOOLS = 'gen_ai.tool.definitions'

export interface ReadCall<Event extends WordsEvent> {
  spanKind: string | undefined
  input: Plain | undefined
  output: Plain | undefined
  attributes: PlainObject
  events: Event[]
}

/** A span in the words that autolog records calls with, whichever conventions it was written by. */
export function readCall<Event extends WordsEvent>(
  span: Omit<SpanWords, 'events'> & { events: readonly Event[] },
): ReadCall<Event> {
  const facts = CONVENTIONS.map(convention => convention(span)).filter(found => found !== undefined)
  const isTold = (name: string): boolean => facts.some(({ told }) => told?.(name) === true)
  // what a sink of ours sent is in these words already, and in those of other conventions besides
  const isOwn = OWN_KIND in span.attributes
  const attributes: PlainObject = {}
  for (const [name, value] of Object.entries(span.attributes)) if (!isTold(name)) setOwn(attributes, name, value)
  for (const { attributes: found = {} } of facts)
    for (const [name, value] of Object.entries(found))
      if (!Object.hasOwn(attributes, name) && (!isOwn || name === TOOLS)) setOwn(attributes, name, value)
  return {
    spanKind: firstOf(facts, 'spanKind'),
    input: firstOf(facts, 'input'),
    output: firstOf(facts, 'output'),
    attributes,
    events: span.events.filter(({ name }) => !facts.some(({ toldEvents }) => toldEvents?.(name) === true)),
  }
}

function firstOf<Name extends 'spanKind' | 'input' | 'output'>(
  facts: readonly CallFacts[],
  name: Name,
): CallFacts[Name] {
  return facts.find(found => found[name] !== undefined)?.[name]
}

// a sender may name an attribute __proto__
function setOwn(object: PlainObject, name: string, value: Plain): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
}
