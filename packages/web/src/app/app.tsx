import { lazyPart } from './lazy-part.ts'
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { Tooltip } from 'radix-ui'
import { Suspense } from 'react'
import { Redirect, Route, Switch } from 'wouter'
import { HubError } from '../api/request.ts'
import { Empty, Loading } from '../parts/states.tsx'
import { RunsView } from '../runs/runs-view.tsx'
import { Boundary } from './boundary.tsx'
import { Frame } from './frame.tsx'

const RunView = lazyPart(async () => (await import('../run/run-view.tsx')).RunView)
const ChartsView = lazyPart(async () => (await import('../charts/charts-view.tsx')).ChartsView)
const CompareView = lazyPart(async () => (await import('../compare/compare-view.tsx')).CompareView)
const MediaView = lazyPart(async () => (await import('../media/media-view.tsx')).MediaView)
const TracesView = lazyPart(async () => (await import('../traces/traces-view.tsx')).TracesView)
const TraceView = lazyPart(async () => (await import('../traces/trace-view.tsx')).TraceView)
const CallsCompare = lazyPart(async () => (await import('../traces/calls-compare.tsx')).CallsCompare)
const CallReplay = lazyPart(async () => (await import('../traces/call-replay.tsx')).CallReplay)
const ArtifactsView = lazyPart(async () => (await import('../artifacts/artifacts-view.tsx')).ArtifactsView)
const ArtifactView = lazyPart(async () => (await import('../artifacts/artifact-view.tsx')).ArtifactView)
const EvaluationsView = lazyPart(async () => (await import('../evaluations/evaluations-view.tsx')).EvaluationsView)
const PromptsView = lazyPart(async () => (await import('../prompts/prompts-view.tsx')).PromptsView)
const PromptView = lazyPart(async () => (await import('../prompts/prompt-view.tsx')).PromptView)
const AlertsView = lazyPart(async () => (await import('../alerts/alerts-view.tsx')).AlertsView)

const client: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    // a token that was revoked, or a session that is over: the page asks for another one
    onError: (error, { queryKey }) => {
      if (error instanceof HubError && error.status === 401 && queryKey[0] !== 'session')
        void client.invalidateQueries({ queryKey: ['session'] })
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      refetchOnWindowFocus: false,
      // what the hub refused it will refuse again
      retry: (count, error) => count < 2 && !(error instanceof HubError && error.status >= 400 && error.status < 500),
    },
  },
})

export function App() {
  return (
    <QueryClientProvider client={client}>
      <Tooltip.Provider delayDuration={400}>
        <Frame>
          <Boundary>
            <Suspense fallback={<Loading what="this view" />}>
              <Views />
            </Suspense>
          </Boundary>
        </Frame>
      </Tooltip.Provider>
    </QueryClientProvider>
  )
}

function Views() {
  return (
    <Switch>
      <Route path="/">
        <Redirect to="/runs" replace />
      </Route>
      <Route path="/runs" component={RunsView} />
      <Route path="/runs/:id/traces/:trace">{params => <TraceView traceId={params.trace} runId={params.id} />}</Route>
      <Route path="/runs/:id/:view?">
        {params => <RunView key={params.id} id={params.id} view={params.view ?? 'overview'} />}
      </Route>
      <Route path="/charts" component={ChartsView} />
      <Route path="/compare/:view?">{params => <CompareView view={params.view ?? 'table'} />}</Route>
      <Route path="/media" component={MediaView} />
      <Route path="/traces">
        <TracesView />
      </Route>
      <Route path="/calls/compare">
        <CallsCompare />
      </Route>
      <Route path="/calls/replay">
        <CallReplay />
      </Route>
      <Route path="/evaluations">
        <EvaluationsView />
      </Route>
      <Route path="/prompts">
        <PromptsView />
      </Route>
      <Route path="/prompts/:project/:name">{params => <PromptView {...params} />}</Route>
      <Route path="/artifacts">
        <ArtifactsView />
      </Route>
      <Route path="/artifacts/:project/:name/:version?">{params => <ArtifactView {...params} />}</Route>
      <Route path="/alerts">
        <AlertsView />
      </Route>
      <Route>
        <Empty title="There is no such page">
          <p>
            The address may be cut off. <a href="/runs">All runs</a> are a good place to start.
          </p>
        </Empty>
      </Route>
    </Switch>
  )
}
