import { useQuery } from '@tanstack/react-query'
import { memo, Suspense, useRef, type KeyboardEvent } from 'react'
import { mediaQuery } from '../api/queries.ts'
import type { MediaRow, RunRow } from '../api/wire.ts'
import { Catch } from '../app/boundary.tsx'
import { usePlace } from '../parts/use-place.ts'
import { stepAt, type MediaPanelKey } from './media-steps.ts'
import { VIEWERS } from './viewers.ts'

interface MediaPanelProps {
  panel: MediaPanelKey
  runs: readonly RunRow[]
  step: number | undefined
  onStep: (step: number) => void
}

/** One key: a slider over its steps, and what each run has there. */
export const MediaPanel = memo(function MediaPanel({ panel, runs, step, onStep }: MediaPanelProps) {
  const place = useRef<HTMLElement>(null)
  const { wasSeen } = usePlace(place)
  const { key, type, steps, byRun } = panel
  const present = stepAt(steps, step)!
  const withKey = runs.filter(({ id }) => byRun.has(id))
  return (
    <section className="card media-panel" data-type={type} ref={place} aria-label={`${type} ${key}`}>
      <header>
        <h2 className="cut">{key}</h2>
        <span className="badge">{type}</span>
        <span className="spring" />
        {steps.length > 1 && <StepSlider name={key} steps={steps} step={present} onStep={onStep} />}
        <span className="quiet">step {present}</span>
      </header>
      <div className="media-runs" data-type={type}>
        {wasSeen &&
          withKey.map(run => (
            <RunMediaAt
              key={run.id}
              run={run}
              panel={panel}
              step={stepAt(byRun.get(run.id)!, present)!}
              namesRun={runs.length > 1}
            />
          ))}
      </div>
    </section>
  )
})

interface StepSliderProps {
  name: string
  steps: readonly number[]
  step: number
  onStep: (step: number) => void
}

function StepSlider({ name, steps, step, onStep }: StepSliderProps) {
  const at = steps.indexOf(step)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Home') onStep(steps[0]!)
    else if (event.key === 'End') onStep(steps.at(-1)!)
  }
  return (
    <input
      type="range"
      className="step-slider"
      aria-label={`Step of ${name}`}
      aria-valuetext={`step ${step}`}
      min={0}
      max={steps.length - 1}
      value={at}
      onChange={event => onStep(steps[Number(event.target.value)]!)}
      onKeyDown={onKeyDown}
    />
  )
}

interface RunMediaAtProps {
  run: RunRow
  panel: MediaPanelKey
  step: number
  namesRun: boolean
}

function RunMediaAt({ run, panel, step, namesRun }: RunMediaAtProps) {
  const { key, type, byRun } = panel
  const query = useQuery(mediaQuery({ runs: [run.id], keys: [key], type, fromStep: step, toStep: step, limit: 50 }))
  const View = VIEWERS[type]
  const rows: MediaRow[] = query.data?.rows ?? []
  return (
    <div className="media-run">
      {namesRun && (
        <h3 className="cut">
          {run.name} <span className="quiet">step {step}</span>
        </h3>
      )}
      {query.isPending && <div className="panel-wait media-wait" />}
      {query.error && <p role="alert">{query.error.message}</p>}
      <Catch place={step}>
        <Suspense fallback={<div className="panel-wait media-wait" />}>
          {rows.flatMap(row =>
            row.items.map((item, index) => (
              <figure key={`${row.time} ${index}`} className="media-item">
                <View item={item} runId={run.id} mediaKey={key} step={step} steps={byRun.get(run.id)!} index={index} />
                {item.caption && <figcaption>{item.caption}</figcaption>}
              </figure>
            )),
          )}
        </Suspense>
      </Catch>
    </div>
  )
}
