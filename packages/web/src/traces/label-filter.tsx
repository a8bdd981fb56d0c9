import { useQuery } from '@tanstack/react-query'
import { ListFilter, X } from 'lucide-react'
import { Popover } from 'radix-ui'
import { LABELS, type LabelName } from '../api/call-wire.ts'
import { spanGroupsQuery } from '../api/queries.ts'
import { useUrlState } from '../app/url-state.ts'
import { Button } from '../parts/button.tsx'
import { LABEL_TITLES, labelText, readLabels } from './labels.ts'

/** Of more values, those used last are offered; the view that gathers them has all. */
const MOST_OFFERED = 200

/** What the spans in sight must have: a chip each, and a place to add one. */
export function LabelFilter({ run }: { run?: string | undefined }) {
  const url = useUrlState()
  const labels = readLabels(url.list('label'))
  const put = (name: LabelName, value: string | undefined) =>
    url.change({
      label: [
        ...labels.filter(label => label.name !== name).map(labelText),
        ...(value === undefined ? [] : [labelText({ name, value })]),
      ],
      call: [],
    })
  return (
    <>
      <Popover.Root>
        <Popover.Trigger asChild>
          <Button>
            <ListFilter size={15} aria-hidden /> Filter
          </Button>
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Content className="menu popover form" sideOffset={4} align="start" aria-label="Filter">
            {LABELS.map(name => (
              <LabelChoice
                key={name}
                name={name}
                run={run}
                value={labels.find(label => label.name === name)?.value}
                onChange={value => put(name, value)}
              />
            ))}
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
      {labels.map(({ name, value }) => (
        <Button
          key={name}
          className="chip"
          aria-label={`${LABEL_TITLES[name]} ${value}: take the filter away`}
          onClick={() => put(name, undefined)}
        >
          <span className="quiet">{LABEL_TITLES[name]}</span> <span className="cut">{value}</span>
          <X size={13} aria-hidden />
        </Button>
      ))}
    </>
  )
}

interface LabelChoiceProps {
  name: LabelName
  run: string | undefined
  value: string | undefined
  onChange: (value: string | undefined) => void
}

function LabelChoice({ name, run, value, onChange }: LabelChoiceProps) {
  const given = { by: name, limit: MOST_OFFERED, ...(run !== undefined && { runs: [run] }) }
  const known = useQuery(spanGroupsQuery(given)).data?.rows.map(row => row.value) ?? []
  const values = [...new Set([...(value === undefined ? [] : [value]), ...known])]
  return (
    <label className="field">
      {LABEL_TITLES[name]}
      <select
        className="input"
        value={value ?? ''}
        disabled={values.length === 0}
        onChange={event => onChange(event.target.value || undefined)}
      >
        <option value="">{values.length === 0 ? 'none recorded' : 'any'}</option>
        {values.map(one => (
          <option key={one}>{one}</option>
        ))}
      </select>
    </label>
  )
}
