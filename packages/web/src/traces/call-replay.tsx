import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { hub } from '../api/hub.ts'
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
  const send = useMutation({
    mutationFn: () => hub.replay({ address: address.trim(), ...(key !== '' && { key }), request: requestOf(draft) }),
  })
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
            send.mutate()
          }}
        >
          <EndpointFields endpoint={endpoint} />
          <MessageEditor draft={draft} onChange={setDraft} />
          <div className="toolbar">
            <Button
              type="submit"
              look="main"
              disabled={send.isPending || draft.model === '' || draft.messages.length === 0 || address.trim() === ''}
            >
              {send.isPending ? 'Waiting for the answer …' : 'Send'}
            </Button>
            <Button onClick={() => setDraft(draftOf(span))}>As it was recorded</Button>
          </div>
        </form>
        <ReplayAnswer span={span} answer={send.data} error={send.error} isPending={send.isPending} />
      </div>
    </>
  )
}
