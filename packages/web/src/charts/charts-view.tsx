import { Eye, EyeOff, X } from 'lucide-react'
import { useMemo } from 'react'
import { Link } from 'wouter'
import type { RunRow } from '../api/wire.ts'
import { useTheme } from '../app/theme.ts'
import { useUrlState } from '../app/url-state.ts'
import { formatCount } from '../format/quantities.ts'
import { IconButton } from '../parts/button.tsx'
import { ColorKey } from '../parts/color-key.tsx'
import { StateBadge } from '../parts/state-badge.tsx'
import { Empty, Failure, Loading } from '../parts/states.tsx'
import { useTitle } from '../parts/use-title.ts'
import { columnTitle } from '../runs/columns.ts'
import { ChartBoard } from './chart-board.tsx'
import { useChosenRuns, useMetricKeys } from './chosen-runs.ts'
import { groupRuns, shownRuns, type RunGroup, type ShownRun } from './shown-run.ts'

/** Charts of several runs, one colour each, or one colour for each group of them. */
export function ChartsView() {
  const url = useUrlState()
  const ids = url.list('run')
  useTitle(`Charts of ${formatCount(ids.length, 'run')}`)
  const { runs, error, isPending } = useChosenRuns(ids)
  if (ids.length === 0) return <NothingChosen />
  if (runs.length > 0) return <Charts runs={runs} />
  if (error) return <Failure error={error} />
  return isPending ? <Loading what="the chosen runs" /> : <NothingChosen />
}

function NothingChosen() {
  return (
    <Empty title="No runs are chosen">
      <p>
        Tick runs in the <Link href="/runs">list of runs</Link>, then choose “Charts”.
      </p>
    </Empty>
  )
}

function Charts({ runs }: { runs: RunRow[] }) {
  const keys = useMetricKeys(runs)
  const url = useUrlState()
  const { isDark } = useTheme()
  const hidden = url.list('hide')
  const group = url.text('group')
  // answers are new objects after each change; what charts need of the runs is in these words
  const words = runs.map(run => `${run.id} ${run.name} ${run.state}`).join('\n')
  const all = useMemo(() => shownRuns(runs, isDark), [words, isDark])
  const hiddenWords = hidden.join('\n')
  const shown = useMemo(() => all.filter(({ run }) => !hidden.includes(run.id)), [all, hiddenWords])
  const groups = useMemo(
    () =>
      group === undefined
        ? undefined
        : groupRuns(
            shown.map(({ run }) => run),
            group,
            isDark,
          ),
    [shown, group, isDark],
  )
  const chart = useMemo(() => ({ source: 'metric' as const, shown, groups }), [shown, groups])
  return (
    <>
      <div className="page-head">
        <h1>Charts</h1>
        <span className="quiet">{formatCount(runs.length, 'run')}</span>
        <GroupChoice runs={runs} group={group} onChange={group => url.change({ group })} />
        <Link className="button" href={`/compare?${new URLSearchParams(runs.map(({ id }) => ['run', id]))}`}>
          Compare
        </Link>
      </div>
      {groups && <ColorKey label="Groups in the charts" items={groups.map(groupKey)} />}
      <Legend
        shown={all}
        isPlain={groups !== undefined}
        hidden={hidden}
        onHide={hide => url.change({ hide }, { replace: true })}
        onRemove={id => url.change({ run: url.list('run').filter(other => other !== id) })}
      />
      {keys === undefined ? (
        <Loading what="their metrics" />
      ) : keys.length === 0 ? (
        <Empty title="These runs have no metrics yet" />
      ) : (
        <ChartBoard project={runs[0]!.project} keys={keys} chart={chart} />
      )}
    </>
  )
}

function GroupChoice({
  runs,
  group,
  onChange,
}: {
  runs: RunRow[]
  group: string | undefined
  onChange: (group: string) => void
}) {
  const paths = [...new Set(runs.flatMap(run => Object.keys(run.config)))].map(path => `config:${path}`)
  return (
    <label className="labelled">
      Mean over
      <select className="input" value={group ?? ''} onChange={event => onChange(event.target.value)}>
        <option value="">single runs</option>
        {['project', 'group', 'jobType', ...paths].map(id => (
          <option key={id} value={id}>
            {columnTitle(id)}
          </option>
        ))}
      </select>
    </label>
  )
}

function groupKey({ name, color, runs }: RunGroup) {
  return { name: `${name}: mean of ${formatCount(runs.length, 'run')}`, color }
}

interface LegendProps {
  /** Without colours: the lines are those of groups. */
  isPlain: boolean
  shown: readonly ShownRun[]
  hidden: readonly string[]
  onHide: (hidden: string[]) => void
  onRemove: (id: string) => void
}

function Legend({ isPlain, shown, hidden, onHide, onRemove }: LegendProps) {
  return (
    <ul className="legend" aria-label="Runs in the charts">
      {shown.map(({ run, color }) => {
        const isHidden = hidden.includes(run.id)
        const toggle = () => onHide(isHidden ? hidden.filter(id => id !== run.id) : [...hidden, run.id])
        return (
          <li key={run.id} data-hidden={isHidden}>
            {!isPlain && <span className="dot" style={{ background: color }} />}
            <Link href={`/runs/${run.id}`} className="cut" title={run.name}>
              {run.name}
            </Link>
            {run.state === 'running' && <StateBadge state={run.state} />}
            <IconButton name={isHidden ? `Show ${run.name}` : `Hide ${run.name}`} onClick={toggle}>
              {isHidden ? <EyeOff size={14} /> : <Eye size={14} />}
            </IconButton>
            <IconButton name={`Take ${run.name} out`} onClick={() => onRemove(run.id)}>
              <X size={14} />
            </IconButton>
          </li>
        )
      })}
    </ul>
  )
}
