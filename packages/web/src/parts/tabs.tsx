import { Link } from 'wouter'

export interface Tab {
  name: string
  href: string
  active: boolean
}

/** Tabs that are addresses: they open in a new window like any link. */
export function Tabs({ tabs, label }: { tabs: readonly Tab[]; label: string }) {
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map(({ name, href, active }) => (
        <Link key={href} href={href} aria-current={active ? 'page' : undefined}>
          {name}
        </Link>
      ))}
    </nav>
  )
}
