import type { Call } from '../call/call.ts'

/** A fetch that notes each attempt: its encoded body, its address, the head of its answer, or its error. It changes none of them. */
export function heardFetch(call: Call, send: typeof fetch): typeof fetch {
  return async (input, init) => {
    call.attempt(init?.body, addressOf(input))
    try {
      const response = await send(input, init)
      call.responded(response)
      call.attempted(response)
      return response
    } catch (error) {
      call.attempted(undefined, error)
      throw error
    }
  }
}

function addressOf(input: Parameters<typeof fetch>[0]): string {
  return input instanceof Request ? input.url : String(input)
}
