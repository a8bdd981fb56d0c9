import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { artifactsQuery, promptTextQuery, spanGroupsQuery } from '../api/queries.ts'
import type { SpanGroup } from '../api/call-wire.ts'
import { artifactAddress } from '../artifacts/artifact-address.ts'
import { presentVersions, type PresentVersion } from '../artifacts/present-versions.ts'
import { formatCount, formatMoment } from '../format/quantities.ts'
import { Empty, Loaded } from '../parts/states.tsx'
import { TextChanges } from '../parts/text-changes.tsx'
import { useTitle } from '../parts/use-title.ts'
import { labelAddress } from '../traces/labels.ts'
import { formatCost } from '../traces/span-facts.ts'
import { promptName } from './prompt-name.ts'
import '../styles/evaluations.css'

const MOST_VERSIONS = 500

/** The versions of one prompt, the newest first: what each changed, and the calls that were made by it. */
export function PromptView({ project, name }: { project: string; name: string }) {
  const query = useQuery(artifactsQuery({ project, name, limit: MOST_VERSIONS }))
  useTitle(name)
  return (
    <Loaded query={query} what="the prompt">
      {({ rows }) => {
        const versions = presentVersions(rows)
        const title = versions[0] && promptName(versions[0])
        return title === undefined ? (
          <Empty title={`There is no prompt ${name} in ${project}`}>
            <Link href="/prompts">All prompts</Link>
          </Empty>
        ) : (
          <Versions title={title} versions={versions} />
        )
      }}
    </Loaded>
  )
}

function Versions({ title, versions }: { title: string; versions: readonly PresentVersion[] }) {
  const values = versions.map(({ version }) => `${title}:${version}`)
  const calls = useQuery(spanGroupsQuery({ by: 'prompt-version', values, limit: MOST_VERSIONS })).data?.rows ?? []
  return (
    <>
      <div className="page-head">
        <Link href="/prompts">Prompts</Link>
        <span className="quiet">/</span>
        <h1>{title}</h1>
        <span className="quiet">{formatCount(versions.length, 'version')}</span>
      </div>
      <div className="prompt-versions">
        {versions.map((version, index) => (
          <Version
            key={version.version}
            title={title}
            version={version}
            before={versions[index + 1]}
            calls={calls.find(({ value }) => value === `${title}:${version.version}`)}
          />
        ))}
      </div>
    </>
  )
}

interface VersionProps {
  title: string
  version: PresentVersion
  before: PresentVersion | undefined
  calls: SpanGroup | undefined
}

function Version({ title, version, before, calls }: VersionProps) {
  const text = useQuery(promptTextQuery(version.manifest.sha256))
  const earlier = useQuery({
    ...promptTextQuery(before?.manifest.sha256 ?? version.manifest.sha256),
    enabled: before !== undefined,
  })
  return (
    <section className="card" aria-label={`Version ${version.version}`}>
      <header>
        <h2>
          <Link href={artifactAddress(version)}>{version.version}</Link>
        </h2>
        {version.aliases.map(alias => (
          <span key={alias} className="badge">
            {alias}
          </span>
        ))}
        <span className="quiet">{formatMoment(version.time)}</span>
        <span className="spring" />
        {calls ? (
          <Link href={labelAddress({ name: 'prompt-version', value: `${title}:${version.version}` })}>
            {formatCount(calls.calls, 'call')}, {calls.errors} failed, {formatCost(calls.cost)}
          </Link>
        ) : (
          <span className="quiet">no calls</span>
        )}
      </header>
      <Loaded query={text} what="the prompt">
        {template =>
          before !== undefined && earlier.data !== undefined ? (
            <TextChanges before={earlier.data} after={template} />
          ) : (
            <pre>{template}</pre>
          )
        }
      </Loaded>
    </section>
  )
}
