import type { OpenAI } from 'openai'

/** The module of the OpenAI SDK that all contenders call. */
export interface OpenaiModule {
  OpenAI: typeof OpenAI
}

/** One way to record the calls of a client. */
export interface Recorder {
  /** The client as a program of this contender's users has it. */
  client(client: OpenAI): OpenAI
  /** Everything that waits is where it shall be. */
  flush(): Promise<void>
  /** Bytes written so far; what is sent to the collector is counted there. */
  bytes?(): number
  end?(): Promise<void>
}

/** `collector` is an address that takes whatever it is sent. */
export type StartRecorder = (sdk: OpenaiModule, collector: string) => Promise<Recorder>

export const untouched = (client: OpenAI): OpenAI => client
