import { ChevronDown, ChevronRight } from 'lucide-react'
import { useMemo, useState } from 'react'
import { formatCount } from '../format/quantities.ts'
import { Button } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Empty } from '../parts/states.tsx'
import { useChartSettings, type ChartSettings } from './chart-settings.ts'
import { ChartToolbar } from './chart-toolbar.tsx'
import { Panel } from './panel.tsx'
import { usePinnedKeys } from './pinned-keys.ts'
import { searchKeys, sectionsOf, type Section } from './sections.ts'
import type { ChartSource } from './use-chart-lines.ts'
import '../styles/charts.css'

interface ChartBoardProps {
  project: string
  keys: readonly string[]
  chart: ChartSource
}

/** All keys as charts, by prefix, with one set of controls. */
export function ChartBoard({ project, keys, chart }: ChartBoardProps) {
  const live = useChartSettings(chart.source === 'system' ? 'relative' : 'step')
  // panels are drawn anew only when something that they show has changed
  const settings = useMemo(() => live, [location.search])
  const [pinned, onPin] = usePinnedKeys(project)
  const found = searchKeys(keys, settings.search)
  const sections = sectionsOf(found.keys, pinned, chart.source === 'system' ? '.' : '/')
  const { full, url } = settings
  return (
    <>
      <ChartToolbar settings={settings} keys={keys} source={chart.source} searchProblem={found.problem} />
      {sections.length === 0 && (
        <Empty title="No key fits the search">
          <Button onClick={() => url.change({ q: undefined })}>Show all {formatCount(keys.length, 'key')}</Button>
        </Empty>
      )}
      {sections.map(section => (
        <ChartSection key={section.name} {...{ section, chart, settings, pinned, onPin }} />
      ))}
      <Dialog title={full ?? ''} open={full !== undefined} onClose={() => url.change({ full: undefined })} wide>
        {full !== undefined && (
          <Panel
            chartKey={full}
            {...{ chart, settings, onPin }}
            isPinned={pinned.includes(full)}
            isFull
            height={Math.max(260, Math.round(innerHeight * 0.92) - 150)}
          />
        )}
      </Dialog>
    </>
  )
}

interface ChartSectionProps {
  section: Section
  chart: ChartSource
  settings: ChartSettings
  pinned: readonly string[]
  onPin: (key: string) => void
}

function ChartSection({ section, chart, settings, pinned, onPin }: ChartSectionProps) {
  const [isOpen, setOpen] = useState(true)
  return (
    <section>
      <h2 className="section-title">
        <Button look="bare" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? <ChevronDown size={15} aria-hidden /> : <ChevronRight size={15} aria-hidden />}
          {section.name}
        </Button>
        <span className="quiet">{section.keys.length}</span>
      </h2>
      {isOpen && (
        <div className="panels">
          {section.keys.map(key => (
            <Panel key={key} chartKey={key} {...{ chart, settings, onPin }} isPinned={pinned.includes(key)} />
          ))}
        </div>
      )}
    </section>
  )
}
