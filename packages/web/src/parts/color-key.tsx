interface ColorKeyProps {
  label: string
  items: readonly { name: string; color: string }[]
}

/** Which colour stands for what. */
export function ColorKey({ label, items }: ColorKeyProps) {
  return (
    // many names scroll, which needs a focus
    <ul className="color-key" aria-label={label} tabIndex={0}>
      {items.map(({ name, color }, index) => (
        <li key={`${name} ${index}`} className="cut" title={name}>
          <span className="dot" style={{ background: color }} /> {name}
        </li>
      ))}
    </ul>
  )
}
