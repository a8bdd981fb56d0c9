import { Empty } from '../parts/states.tsx'

export function NoSpans({ isSearch }: { isSearch: boolean }) {
  if (isSearch) return <Empty title="No span fits the search" />
  return (
    <Empty title="No traces yet">
      <p>Calls of an SDK are recorded once its autolog is on, and other work once it is traced:</p>
      <pre>{"enableOpenaiAutolog({ project: 'chat' })"}</pre>
    </Empty>
  )
}
