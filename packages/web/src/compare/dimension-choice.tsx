import type { Dimension } from './dimensions.ts'

interface DimensionChoiceProps {
  label: string
  dimensions: readonly Dimension[]
  value: string | undefined
  onChange: (id: string) => void
  none?: string
}

export function DimensionChoice({ label, dimensions, value, onChange, none }: DimensionChoiceProps) {
  return (
    <label className="labelled">
      {label}
      <select className="input dimension-choice" value={value ?? ''} onChange={event => onChange(event.target.value)}>
        {none !== undefined && <option value="">{none}</option>}
        {dimensions.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
    </label>
  )
}
