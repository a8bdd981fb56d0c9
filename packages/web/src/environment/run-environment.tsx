import { useQuery } from '@tanstack/react-query'
import { environmentQuery } from '../api/queries.ts'
import type { EnvironmentRow, Json, JsonObject } from '../api/wire.ts'
import { JsonTree } from '../parts/json-tree.tsx'
import { Empty, Loaded } from '../parts/states.tsx'
import type { RunPartProps } from '../run/run-view.tsx'
import { GitDiff } from './git-diff.tsx'

const ORDER = ['git', 'command', 'runtime', 'host', 'packages']

/** What the run ran in: one column of sections per process. */
export function RunEnvironment({ detail: { run } }: RunPartProps) {
  const query = useQuery(environmentQuery(run.id))
  return (
    <Loaded query={query} what="the environment">
      {({ rows }) =>
        rows.length === 0 ? (
          <Empty title="The environment was not recorded">
            <p>
              The setting <code>captureEnvironment</code> is off, or the run ended before it was known.
            </p>
          </Empty>
        ) : (
          <>
            {rows.map(row => (
              <Writer key={row.writer} row={row} isOnly={rows.length === 1} />
            ))}
          </>
        )
      }
    </Loaded>
  )
}

function Writer({ row, isOnly }: { row: EnvironmentRow; isOnly: boolean }) {
  const rank = (name: string) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length)
  const sections = Object.entries(row.sections).sort(([a], [b]) => rank(a) - rank(b))
  return (
    <section>
      {!isOnly && <h2>{row.writer}</h2>}
      <div className="cards">
        {sections.map(([name, section]) => (
          <Section key={name} name={name} section={section} />
        ))}
      </div>
    </section>
  )
}

function Section({ name, section }: { name: string; section: Json }) {
  const members = section !== null && typeof section === 'object' && !Array.isArray(section) ? section : undefined
  const diff = name === 'git' && typeof members?.diff === 'string' ? members.diff : undefined
  return (
    <>
      <section className="card">
        <header>
          <h2>{name}</h2>
        </header>
        <div className="card-body">
          <JsonTree value={diff === undefined ? section : without(members!, 'diff')} />
        </div>
      </section>
      {diff !== undefined && diff !== '' && <GitDiff diff={diff} isCut={members!.diffCut === true} />}
    </>
  )
}

function without(members: JsonObject, name: string): JsonObject {
  return Object.fromEntries(Object.entries(members).filter(([other]) => other !== name))
}
