import { useState } from 'react'
import { Link } from 'wouter'
import type { SpanRow } from '../api/wire.ts'
import { Button } from '../parts/button.tsx'
import { Empty, Failure, Loading } from '../parts/states.tsx'
import { useTitle } from '../parts/use-title.ts'
import { spanAddress } from './call-place.ts'
import { EndpointFields, useEndpoint } from './endpoint-fields.tsx'
import { MessageEditor } from './message-editor.tsx'
import { ReplayAnswer } from './replay-answer.tsx'
import { addressOf, draftOf, requestOf } from './replay-request.ts'
import { useCalls } from './use-calls.ts'
import { useReplay } from './use-replay.ts'
import '../styles/calls.css'
import '../styles/traces.css'

/** A recorded call, to be changed and sent again. */
export function CallReplay() {
  useTitle('Send again')
  const { spans, isPending, error } = useCalls()
  if (error) return <Failure error={error} />
  if (isPending) return <Loading what="the call" />
  const [span] = spans
  if (!span)
    return (
      <Empty title="No call is chosen">
        <p>
          Open a call in the <Link href="/traces">list of traces</Link>, then choose “Send again”.
        </p>
      </Empty>
    )
  return <Replay key={span.spanId} span={span} />
}

function Replay({ span }: { span: SpanRow }) {
  const [draft, setDraft] = useState(() => draftOf(span))
  const endpoint = useEndpoint(addressOf(span))
  const { address, key } = endpoint
  const replay = useReplay()
  const isReady = draft.model !== '' && draft.messages.length > 0 && address.trim() !== ''
  return (
    <>
      <div className="page-head">
        <Link href={spanAddress(span)}>{span.name}</Link>
        <span className="quiet">/</span>
        <h1>Send again</h1>
      </div>
      <div className="call-pair">
        <form
          className="card card-body form"
          onSubmit={event => {
            event.preventDefault()
            replay.send({ address: address.trim(), ...(key !== '' && { key }), request: requestOf(draft) })
          }}
        >
          <EndpointFields endpoint={endpoint} />
          <MessageEditor draft={draft} onChange={setDraft} />
          <div className="toolbar">
            <Button type="submit" look="main" disabled={replay.isRunning || !isReady}>
              {replay.isRunning ? 'The answer comes …' : 'Send'}
            </Button>
            {replay.isRunning && <Button onClick={replay.stop}>Stop</Button>}
            <Button onClick={() => setDraft(draftOf(span))}>As it was recorded</Button>
          </div>
        </form>
        <ReplayAnswer span={span} replay={replay} />
      </div>
    </>
  )
}
