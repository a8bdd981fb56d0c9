import type { Endpoint, ResponseFacts } from '../contracts.ts'
import { asObject, asText } from './read.ts'

const UNFINISHED = new Set(['queued', 'in_progress'])
const MOST_KNOWN = 10_000
/** Ids of responses whose end was recorded, the oldest first: a second look at one costs nothing. */
const seen = new Set<string>()

/**
 * How a look is read at something that was asked for before and is made in the background. Looks at one that goes on are
 * passed over, and its tokens count once.
 */
export function retrieval(endpoint: Endpoint): Endpoint {
  return {
    ...endpoint,
    operation: 'retrieve_response',
    request: () => ({ attributes: {} }),
    response: data =>
      UNFINISHED.has(asText(asObject(data)['status']) ?? '') ? { pending: true } : once(endpoint.response(data)),
    stream: () => {
      const reader = endpoint.stream!()
      return { chunk: chunk => reader.chunk(chunk), finish: () => once(reader.finish()) }
    },
  }
}

/** What is asked for. What it answers is known from then on. */
export function creation(endpoint: Endpoint): Endpoint {
  return {
    ...endpoint,
    response: data => noted(endpoint.response(data)),
    stream: () => {
      const reader = endpoint.stream!()
      return { chunk: chunk => reader.chunk(chunk), finish: () => noted(reader.finish()) }
    },
  }
}

function once(facts: ResponseFacts): ResponseFacts {
  // without counts; with none at all they would be estimated
  return facts.id !== undefined && seen.has(facts.id) ? { ...facts, usage: {} } : noted(facts)
}

function noted(facts: ResponseFacts): ResponseFacts {
  if (facts.id === undefined || facts.usage === undefined) return facts
  seen.add(facts.id)
  if (seen.size > MOST_KNOWN) seen.delete(seen.values().next().value!)
  return facts
}
