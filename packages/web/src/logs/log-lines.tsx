import { useQueries } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDownToLine } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { ConsoleQuery } from '../api/hub.ts'
import { consoleQuery } from '../api/queries.ts'
import type { ConsoleLine } from '../api/wire.ts'
import { formatMoment } from '../format/quantities.ts'
import { Button } from '../parts/button.tsx'
import { AnsiText } from './ansi-text.tsx'

const PAGE = 500
const LINE_HEIGHT = 18
/** Pixels from the end within which the log follows what is printed. */
const NEAR_END = 60

interface LogLinesProps {
  runId: string
  query: ConsoleQuery
  total: number
  wraps: boolean
}

/** Lines of any number: what is in sight is fetched and drawn. At its end, the log follows what is printed. */
export function LogLines({ runId, query, total, wraps }: LogLinesProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const [follows, setFollows] = useState(true)
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: 30,
  })
  const items = virtual.getVirtualItems()
  const pages = [...new Set(items.map(({ index }) => Math.floor(index / PAGE)))]
  const answers = useQueries({
    queries: pages.map(page => consoleQuery(runId, { ...query, offset: page * PAGE, limit: PAGE })),
  })
  const lineAt = (index: number): ConsoleLine | undefined =>
    answers[pages.indexOf(Math.floor(index / PAGE))]?.data?.rows[index % PAGE]
  useEffect(() => {
    if (follows) virtual.scrollToIndex(total - 1, { align: 'end' })
  }, [follows, total, virtual])
  const onScroll = () => {
    const { scrollTop, scrollHeight, clientHeight } = scroller.current!
    setFollows(scrollHeight - scrollTop - clientHeight < NEAR_END)
  }
  return (
    <div className="log-frame">
      <div
        className="log card"
        data-wraps={wraps}
        ref={scroller}
        onScroll={onScroll}
        onWheel={event => event.deltaY < 0 && setFollows(false)}
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label="What was printed"
      >
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {items.map(({ index, start, key }) => {
            const line = lineAt(index)
            return (
              <div
                key={key}
                data-index={index}
                ref={virtual.measureElement}
                className="log-line"
                data-stream={line?.stream}
                title={line && formatMoment(line.time)}
                style={{ transform: `translateY(${start}px)` }}
              >
                <span className="log-number" aria-hidden>
                  {(line?.position ?? index) + 1}
                </span>
                <span className="log-text">{line ? <AnsiText text={line.text} /> : '…'}</span>
              </div>
            )
          })}
        </div>
      </div>
      {!follows && (
        <Button className="to-end" onClick={() => setFollows(true)}>
          <ArrowDownToLine size={14} aria-hidden /> To the end
        </Button>
      )}
    </div>
  )
}
