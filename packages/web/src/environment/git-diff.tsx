import { Copy } from 'lucide-react'
import { IconButton } from '../parts/button.tsx'
import '../styles/diff.css'

/** Lines of one file that are drawn at once. */
const MOST_LINES = 2000

/** The uncommitted changes that the run ran with, a part to open per file. */
export function GitDiff({ diff, isCut }: { diff: string; isCut: boolean }) {
  const files = filesOf(diff)
  return (
    <section className="card wide git-diff">
      <header>
        <h2 style={{ flex: 1 }}>Uncommitted changes</h2>
        <IconButton name="Copy the patch" onClick={() => void navigator.clipboard.writeText(diff)}>
          <Copy size={14} />
        </IconButton>
      </header>
      {files.map(({ name, lines }, index) => (
        <details key={`${index} ${name}`} open={files.length <= 5}>
          <summary className="mono">
            {name} <span className="added-count">+{lines.filter(line => /^\+(?!\+\+)/.test(line)).length}</span>{' '}
            <span className="removed-count">−{lines.filter(line => /^-(?!--)/.test(line)).length}</span>
          </summary>
          <pre className="diff scroll-x" tabIndex={0} role="region" aria-label={`Changes of ${name}`}>
            {lines.slice(0, MOST_LINES).map((line, at) => (
              <span key={at} className={lineClass(line)}>
                {line}
                {'\n'}
              </span>
            ))}
            {lines.length > MOST_LINES && <span>… {lines.length - MOST_LINES} more lines are in the patch</span>}
          </pre>
        </details>
      ))}
      {isCut && (
        <p className="card-body quiet">The patch was larger than the setting gitDiffMaxBytes and is cut here.</p>
      )}
    </section>
  )
}

export function filesOf(diff: string): { name: string; lines: string[] }[] {
  return diff
    .split(/^(?=diff --git )/m)
    .filter(part => part.trim() !== '')
    .map(part => {
      const lines = part.replace(/\n$/, '').split('\n')
      const name = /^diff --git a\/.* b\/(.*)$/.exec(lines[0]!)?.[1] ?? lines[0]!
      return { name, lines: lines.slice(1) }
    })
}

function lineClass(line: string): string | undefined {
  if (line.startsWith('@@')) return 'hunk'
  if (/^(\+\+\+|---|index |new file|deleted file|similarity|rename)/.test(line)) return 'quiet'
  if (line.startsWith('+')) return 'added'
  return line.startsWith('-') ? 'removed' : undefined
}
