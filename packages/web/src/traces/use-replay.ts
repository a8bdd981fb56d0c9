import { useEffect, useRef, useState } from 'react'
import type { ReplayBody } from '../api/call-wire.ts'
import { hub } from '../api/hub.ts'
import { inlinePictures } from './inline-pictures.ts'
import { withEvent, type StreamedAnswer } from './streamed-answer.ts'

export interface Replay {
  answer: StreamedAnswer | undefined
  error: Error | undefined
  isRunning: boolean
  wasStopped: boolean
  send: (body: ReplayBody) => void
  stop: () => void
}

type State = Omit<Replay, 'send' | 'stop'>
const NOTHING: State = { answer: undefined, error: undefined, isRunning: false, wasStopped: false }

/** Sends a request and shows its answer as it comes. Ends it when the view closes. */
export function useReplay(): Replay {
  const [state, setState] = useState(NOTHING)
  const running = useRef<AbortController>(undefined)
  useEffect(() => () => running.current?.abort(), [])
  const change = (more: Partial<State>) => setState(known => ({ ...known, ...more }))
  const send = async (body: ReplayBody) => {
    running.current?.abort()
    const control = new AbortController()
    running.current = control
    setState({ ...NOTHING, isRunning: true })
    try {
      const request = await inlinePictures(body.request, control.signal)
      for await (const event of hub.replay({ ...body, request }, control.signal))
        if (!control.signal.aborted) setState(known => ({ ...known, answer: withEvent(known.answer, event) }))
      if (!control.signal.aborted) change({ isRunning: false })
    } catch (error) {
      if (!control.signal.aborted) change({ isRunning: false, error: error as Error })
    }
  }
  const stop = () => {
    running.current?.abort()
    change({ isRunning: false, wasStopped: true })
  }
  return { ...state, send: body => void send(body), stop }
}
