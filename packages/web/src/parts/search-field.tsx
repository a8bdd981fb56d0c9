import { useEffect, useRef, useState } from 'react'

interface SearchFieldProps {
  label: string
  value: string | undefined
  onChange: (value: string) => void
  width?: number
  /** Whether it takes what room the others leave. */
  grows?: boolean
  mono?: boolean
  invalid?: boolean
  describedBy?: string
  list?: string
}

/** Time without a key after which what was typed is asked for. */
const REST_MS = 300

/** A field whose text is taken over when typing rests, or at once with Enter. */
export function SearchField(props: SearchFieldProps) {
  const { label, value, onChange, width = 220, grows = false, mono = false, invalid = false, describedBy, list } = props
  const [typed, setTyped] = useState(value ?? '')
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  // an address that changed elsewhere shows here too
  useEffect(() => setTyped(value ?? ''), [value])
  useEffect(() => () => clearTimeout(timer.current), [])
  const take = (text: string) => {
    clearTimeout(timer.current)
    if (text !== (value ?? '')) onChange(text)
  }
  return (
    <input
      type="search"
      className={`input ${mono ? 'mono' : ''}`}
      style={{ flex: `${grows ? 1 : 0} 1 ${width}px` }}
      aria-label={label}
      placeholder={label}
      aria-invalid={invalid}
      aria-describedby={describedBy}
      list={list}
      spellCheck={false}
      autoComplete="off"
      value={typed}
      onChange={event => {
        const text = event.target.value
        setTyped(text)
        clearTimeout(timer.current)
        timer.current = setTimeout(() => take(text), REST_MS)
      }}
      onKeyDown={event => {
        if (event.key === 'Enter') take(typed)
      }}
    />
  )
}
