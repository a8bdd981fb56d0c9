import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { mediaKeysQuery } from '../api/queries.ts'
import type { RunRow } from '../api/wire.ts'
import { useUrlState } from '../app/url-state.ts'
import { searchKeys } from '../charts/sections.ts'
import { Button } from '../parts/button.tsx'
import { SearchField } from '../parts/search-field.tsx'
import { Empty, Loaded } from '../parts/states.tsx'
import { MediaPanel } from './media-panel.tsx'
import { mediaPanels, type MediaPanelKey } from './media-steps.ts'
import '../styles/media.css'

/** Everything that runs logged beside numbers; one step for all of it, runs side by side. */
export function MediaBoard({ runs }: { runs: readonly RunRow[] }) {
  const query = useQuery(mediaKeysQuery(runs.map(({ id }) => id)))
  return (
    <Loaded query={query} what="media">
      {({ rows }) => (rows.length === 0 ? <NoMedia /> : <Board runs={runs} panels={mediaPanels(rows)} />)}
    </Loaded>
  )
}

function Board({ runs, panels }: { runs: readonly RunRow[]; panels: readonly MediaPanelKey[] }) {
  const url = useUrlState()
  const search = url.text('q')
  const type = url.text('type')
  const step = url.text('step') === undefined ? undefined : Number(url.text('step'))
  const types = useMemo(() => [...new Set(panels.map(panel => panel.type))], [panels])
  const found = searchKeys([...new Set(panels.map(({ key }) => key))], search)
  const shown = panels.filter(panel => found.keys.includes(panel.key) && (type === undefined || panel.type === type))
  const onStep = (step: number) => url.change({ step: String(step) }, { replace: true })
  return (
    <>
      <div className="toolbar">
        <SearchField
          label="Search keys"
          value={search}
          invalid={found.problem !== undefined}
          onChange={q => url.change({ q }, { replace: true })}
        />
        <label className="labelled">
          Type
          <select className="input" value={type ?? ''} onChange={event => url.change({ type: event.target.value })}>
            <option value="">all</option>
            {types.map(name => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        {step !== undefined && (
          <Button onClick={() => url.change({ step: undefined }, { replace: true })}>Newest step</Button>
        )}
        {found.problem !== undefined && <span role="alert">{found.problem}</span>}
      </div>
      {shown.length === 0 && <Empty title="No key fits the search" />}
      <div className="media-board" data-side-by-side={runs.length > 1}>
        {shown.map(panel => (
          <MediaPanel key={`${panel.type} ${panel.key}`} panel={panel} runs={runs} step={step} onStep={onStep} />
        ))}
      </div>
    </>
  )
}

function NoMedia() {
  return (
    <Empty title="No media yet">
      <p>Pictures, sounds, texts, tables, plots and more appear here once they are logged:</p>
      <pre>{"run.logImage('prediction', pixels, { width: 28, height: 28 })"}</pre>
    </Empty>
  )
}
