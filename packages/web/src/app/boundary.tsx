import { Component, type ReactNode } from 'react'
import { useLocation } from 'wouter'
import { HubError } from '../api/request.ts'
import { Failure } from '../parts/states.tsx'

/** A view that breaks takes only itself down; another address shows another view. */
export function Boundary({ children }: { children: ReactNode }) {
  const [location] = useLocation()
  return <Catch key={location}>{children}</Catch>
}

const NOT_LOADED = 'A part of this page could not be loaded. Is `seetrain ui` still running?'

function isMissingPart(error: unknown): boolean {
  return error instanceof TypeError && /imported module|module script/i.test(error.message)
}

export class Catch extends Component<{ children: ReactNode }, { error: unknown }> {
  override state = { error: undefined as unknown }

  static getDerivedStateFromError(error: unknown) {
    return { error }
  }

  override render() {
    const { error } = this.state
    if (error === undefined) return this.props.children
    // a part of the page that did not load is asked for again only by a new page
    if (isMissingPart(error))
      return <Failure error={new HubError(NOT_LOADED, 0, 'UNREACHABLE')} onRetry={() => location.reload()} />
    return <Failure error={error} onRetry={() => this.setState({ error: undefined })} />
  }
}
