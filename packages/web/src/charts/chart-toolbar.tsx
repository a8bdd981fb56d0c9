import { SearchField } from '../parts/search-field.tsx'
import { Button } from '../parts/button.tsx'
import type { ChartSettings } from './chart-settings.ts'
import type { SmoothingName } from './smooth.ts'

const AXES = [
  ['step', 'step'],
  ['epoch', 'epoch'],
  ['relative', 'time since start'],
  ['time', 'wall time'],
] as const

// samples of the machine have times alone
const TIMES: readonly string[] = ['relative', 'time']

interface ChartToolbarProps {
  source: 'metric' | 'system'
  settings: ChartSettings
  keys: readonly string[]
  /** Why the search cannot be used, when it is no regular expression. */
  searchProblem: string | undefined
}

export function ChartToolbar({ settings, keys, source, searchProblem }: ChartToolbarProps) {
  const { url, axis, logX, logY, fitSpikes, search, zoom } = settings
  const flip = (name: string, on: boolean) => url.change({ [name]: on ? '1' : undefined })
  return (
    <div className="toolbar" role="toolbar" aria-label="How charts are drawn">
      <SearchField
        label="Search keys: val|acc"
        value={search}
        invalid={searchProblem !== undefined}
        describedBy="search-problem"
        onChange={q => url.change({ q }, { replace: true })}
      />
      <label className="labelled">
        x
        <select
          className="input axis-choice"
          value={axis}
          onChange={event =>
            url.change({
              x: event.target.value === settings.usualAxis ? undefined : event.target.value,
              zoom: undefined,
            })
          }
        >
          {AXES.filter(([value]) => source === 'metric' || TIMES.includes(value)).map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
          {source === 'metric' && (
            <optgroup label="metric">
              {keys.map(key => (
                <option key={key} value={`metric:${key}`}>
                  {key}
                </option>
              ))}
            </optgroup>
          )}
        </select>
      </label>
      <SmoothingChoice settings={settings} />
      <Button aria-pressed={logX} onClick={() => flip('logx', !logX)}>
        log x
      </Button>
      <Button aria-pressed={logY} onClick={() => flip('logy', !logY)}>
        log y
      </Button>
      <Button
        aria-pressed={!fitSpikes}
        title="Sets the height by most of each line; spikes go beyond the edge"
        onClick={() => url.change({ spikes: fitSpikes ? 'cut' : undefined })}
      >
        ignore outliers
      </Button>
      {zoom && <Button onClick={() => url.change({ zoom: undefined }, { replace: true })}>Reset zoom</Button>}
      {searchProblem !== undefined && (
        <span id="search-problem" role="alert">
          {searchProblem}
        </span>
      )}
    </div>
  )
}

const SMOOTHINGS = [
  ['none', 'none'],
  ['ema', 'average over time'],
  ['mean', 'running mean'],
  ['gaussian', 'Gaussian'],
] as const

function SmoothingChoice({ settings: { url, smoothing } }: { settings: ChartSettings }) {
  const change = (name: SmoothingName, strength: number) =>
    url.change({ smooth: name === 'none' ? undefined : `${name}:${strength}` }, { replace: true })
  return (
    <span className="labelled">
      <label className="labelled">
        smoothing
        <select
          className="input"
          value={smoothing.name}
          onChange={event => change(event.target.value as SmoothingName, smoothing.strength)}
        >
          {SMOOTHINGS.map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {smoothing.name !== 'none' && (
        <input
          type="range"
          aria-label="Strength of smoothing"
          min={0.01}
          max={0.99}
          step={0.01}
          value={smoothing.strength}
          onChange={event => change(smoothing.name, Number(event.target.value))}
        />
      )}
    </span>
  )
}
