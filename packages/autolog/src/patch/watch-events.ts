import type { Call } from '../call/call.ts'
import { isAbort } from '../call/is-abort.ts'

/**
 * Listens to server-sent events that a program gets as a stream of bytes. Whoever reads it, by `for await`, `pipe` or
 * listeners, what is read is emitted; to listen by a listener would make it flow.
 */
export function watchEvents(call: Call, stream: NodeJS.ReadableStream): void {
  call.streaming()
  call.endWith(stream)
  const decoder = new TextDecoder()
  let rest = ''
  const hear: { readonly [event: string]: (value: unknown) => void } = {
    data: value => {
      rest += typeof value === 'string' ? value : decoder.decode(value as Uint8Array, { stream: true })
      const lines = rest.split('\n')
      rest = lines.pop()!
      for (const line of lines) hearLine(call, line)
    },
    end: () => call.end('ok'),
    error: error => call.end(isAbort(error) ? 'aborted' : 'error', error),
    // after `end`, this says nothing new
    close: () => call.end('aborted', undefined, 'cancelled'),
  }
  const { emit } = stream
  Object.defineProperty(stream, 'emit', {
    configurable: true,
    writable: true,
    enumerable: false,
    value(event: string, ...args: unknown[]) {
      try {
        if (Object.hasOwn(hear, event)) hear[event]!(args[0])
      } catch (error) {
        call.start.listener.trouble('stream', error)
      }
      return Reflect.apply(emit, stream, [event, ...args])
    },
  })
}

function hearLine(call: Call, line: string): void {
  const text = /^data:(.*)$/.exec(line.trimEnd())?.[1]?.trim()
  if (text !== undefined && text !== '' && text !== '[DONE]') call.chunk(JSON.parse(text))
}
