import { useQuery } from '@tanstack/react-query'
import { CircleHelp, Moon, Sun, SunMoon } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import { sessionQuery, statusQuery, troublesQuery } from '../api/queries.ts'
import type { Trouble } from '../api/wire.ts'
import { formatCount } from '../format/quantities.ts'
import { IconButton } from '../parts/button.tsx'
import { Menu, MenuChoice } from '../parts/menu.tsx'
import { AccountMenu } from './account-menu.tsx'
import { useLiveState, useLiveUpdates } from './live.ts'
import { ShortcutsDialog, useShortcuts } from './shortcuts.tsx'
import { SignIn } from './sign-in.tsx'
import { chooseTheme, useTheme, type Theme } from './theme.ts'

const VIEWS = [
  { name: 'Runs', href: '/runs' },
  { name: 'Traces', href: '/traces' },
  { name: 'Evaluations', href: '/evaluations' },
  { name: 'Prompts', href: '/prompts' },
  { name: 'Artifacts', href: '/artifacts' },
  { name: 'Alerts', href: '/alerts' },
]

export function Frame({ children }: { children: ReactNode }) {
  const session = useQuery(sessionQuery())
  const [helpOpen, setHelpOpen] = useState(false)
  useShortcuts(() => setHelpOpen(true))
  if (session.data && session.data.scope === undefined) return <SignIn />
  return (
    <div className="frame">
      <a className="skip-link" href="#content">
        Skip to the content
      </a>
      <header className="top">
        <Link href="/runs" className="brand">
          <img src="/icon.svg" alt="" width={22} height={22} />
          SeeTrain
        </Link>
        <MainNav />
        <LiveMark />
        <ThemeMenu />
        <AccountMenu />
        <IconButton name="Keyboard shortcuts" onClick={() => setHelpOpen(true)}>
          <CircleHelp size={16} />
        </IconButton>
      </header>
      <main className="page" id="content" tabIndex={-1}>
        <Banners />
        {children}
      </main>
      <ShortcutsDialog open={helpOpen} onClose={() => setHelpOpen(false)} />
    </div>
  )
}

function MainNav() {
  const [location] = useLocation()
  return (
    <nav className="main-nav" aria-label="Views">
      {VIEWS.map(({ name, href }) => (
        <Link key={href} href={href} aria-current={location.startsWith(href) ? 'page' : undefined}>
          {name}
        </Link>
      ))}
    </nav>
  )
}

const LIVE_WORDS = { connecting: 'connecting', live: 'live', lost: 'not connected' }
const LIVE_COLORS = { connecting: 'var(--warn)', live: 'var(--good)', lost: 'var(--bad)' }

function LiveMark() {
  useLiveUpdates()
  const state = useLiveState()
  return (
    <span className="link-state" role="status" title="Whether changes arrive here by themselves">
      <span className="dot" style={{ background: LIVE_COLORS[state] }} />
      <span>{LIVE_WORDS[state]}</span>
    </span>
  )
}

const THEMES = [
  { value: 'system', name: 'As the system' },
  { value: 'light', name: 'Light' },
  { value: 'dark', name: 'Dark' },
]

function ThemeMenu() {
  const { theme } = useTheme()
  const Icon = { system: SunMoon, light: Sun, dark: Moon }[theme]
  return (
    <Menu
      trigger={
        <button type="button" className="button" data-look="bare" aria-label={`Colours: ${theme}`}>
          <Icon size={16} />
        </button>
      }
    >
      <MenuChoice options={THEMES} value={theme} onChoose={value => chooseTheme(value as Theme)} />
    </Menu>
  )
}

/** What the hub has trouble with, where everybody sees it. */
function Banners() {
  const status = useQuery(statusQuery()).data
  const troubles = useQuery(troublesQuery()).data?.rows ?? []
  return (
    <>
      {status?.readOnly && (
        <p className="banner" role="status">
          This hub only reads{status.readOnlyReason ? `: ${status.readOnlyReason}` : ''}. Notes and tags cannot be
          changed here.
        </p>
      )}
      <Troubles
        title="could not be read in full"
        tone="bad"
        troubles={troubles.filter(({ kind }) => kind !== 'removed')}
      />
      <Troubles title="left the disk" troubles={troubles.filter(({ kind }) => kind === 'removed')} />
    </>
  )
}

/** Of more, the log of the hub tells. */
const MOST_TOLD = 20

function Troubles({ title, tone, troubles }: { title: string; tone?: string; troubles: readonly Trouble[] }) {
  if (troubles.length === 0) return null
  return (
    <details className="banner" data-tone={tone}>
      <summary>
        {formatCount(troubles.length, 'journal')} {title}
      </summary>
      <ul>
        {troubles.slice(0, MOST_TOLD).map(({ runId, writer, kind, message }) => (
          <li key={`${runId} ${writer} ${kind}`}>
            <Link href={`/runs/${runId}`}>{runId}</Link> {writer && `(${writer})`}: {message}
          </li>
        ))}
      </ul>
    </details>
  )
}
