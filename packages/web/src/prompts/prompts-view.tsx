import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { artifactsQuery, spanGroupsQuery } from '../api/queries.ts'
import type { SpanGroup } from '../api/call-wire.ts'
import { presentVersions, type PresentVersion } from '../artifacts/present-versions.ts'
import { formatAgo, formatCount, formatMoment } from '../format/quantities.ts'
import { HeadCells } from '../parts/head-cells.tsx'
import { Empty, Loaded } from '../parts/states.tsx'
import { useTitle } from '../parts/use-title.ts'
import { labelAddress } from '../traces/labels.ts'
import { formatCost } from '../traces/span-facts.ts'
import { promptAddress, promptName } from './prompt-name.ts'

const MOST_SHOWN = 1000

/** Prompts that were defined, with their versions and the calls that were made by them. */
export function PromptsView() {
  useTitle('Prompts')
  const query = useQuery(artifactsQuery({ text: 'prompt-', type: 'custom', limit: MOST_SHOWN }))
  const calls = useQuery(spanGroupsQuery({ by: 'prompt', limit: MOST_SHOWN })).data?.rows ?? []
  return (
    <>
      <div className="page-head">
        <h1>Prompts</h1>
      </div>
      <Loaded query={query} what="the prompts">
        {({ rows }) => {
          const prompts = Map.groupBy(
            presentVersions(rows).filter(row => promptName(row) !== undefined),
            ({ project, name }) => `${project}/${name}`,
          )
          return prompts.size === 0 ? (
            <Empty title="No prompts yet">
              <p>A prompt with a name is kept with its versions:</p>
              <pre>{EXAMPLE}</pre>
            </Empty>
          ) : (
            <PromptTable prompts={[...prompts.values()]} calls={calls} />
          )
        }}
      </Loaded>
    </>
  )
}

const EXAMPLE = `const prompt = definePrompt('greet', 'Hello {{name}}')
await prompt.within(() => ask(prompt.render({ name: 'Ann' })))`

function PromptTable({ prompts, calls }: { prompts: PresentVersion[][]; calls: readonly SpanGroup[] }) {
  return (
    <div className="card scroll-x" tabIndex={0} role="region" aria-label="Prompts">
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">Prompt</th>
            <th scope="col">Project</th>
            <th scope="col">Versions</th>
            <th scope="col">Changed</th>
            <HeadCells names={['Calls', 'Failed', 'Cost']} areNumbers />
          </tr>
        </thead>
        <tbody>
          {prompts.map(versions => {
            const latest = versions[0]!
            const name = promptName(latest)!
            const made = calls.find(({ value }) => value === name)
            return (
              <tr key={`${latest.project}/${latest.name}`}>
                <th scope="row">
                  <Link href={promptAddress(latest)}>{name}</Link>
                </th>
                <td>{latest.project}</td>
                <td>{formatCount(versions.length, 'version')}</td>
                <td title={formatMoment(latest.time)}>{formatAgo(latest.time, Date.now())}</td>
                <td className="number">
                  {made ? (
                    <Link href={labelAddress({ name: 'prompt', value: name })}>
                      {made.calls.toLocaleString('en-US')}
                    </Link>
                  ) : (
                    '0'
                  )}
                </td>
                <td className="number">{made?.errors.toLocaleString('en-US') ?? '0'}</td>
                <td className="number">{formatCost(made?.cost)}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
