const DONE = '[DONE]'

export interface EventLines {
  /** The JSON of one event. */
  event(data: unknown): void
  /** The stream says that it is over. */
  done?(): void
}

/** Reads server-sent events from pieces of text or bytes, as they come. */
export function eventLines({ event, done }: EventLines): (piece: unknown) => void {
  const decoder = new TextDecoder()
  let rest = ''
  return piece => {
    rest += typeof piece === 'string' ? piece : decoder.decode(piece as Uint8Array, { stream: true })
    const lines = rest.split('\n')
    rest = lines.pop()!
    for (const line of lines) {
      const text = /^data:(.*)$/.exec(line.trimEnd())?.[1]?.trim() ?? ''
      if (text === DONE) done?.()
      else if (text !== '') event(JSON.parse(text))
    }
  }
}
