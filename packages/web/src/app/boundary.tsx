import { Component, type ReactNode } from 'react'
import { useLocation } from 'wouter'
import { HubError } from '../api/request.ts'
import { Failure } from '../parts/states.tsx'
import { PART_MISSING } from './lazy-part.ts'

/** A view that breaks takes only itself down; another address shows another view. */
export function Boundary({ children }: { children: ReactNode }) {
  const [location] = useLocation()
  return <Catch place={location}>{children}</Catch>
}

interface CatchProps {
  /** Another place is tried anew. */
  place: string | number
  children: ReactNode
}

interface CatchState {
  error: unknown
  place: string | number
}

export class Catch extends Component<CatchProps, CatchState> {
  override state: CatchState = { error: undefined, place: this.props.place }

  static getDerivedStateFromError(error: unknown) {
    return { error }
  }

  static getDerivedStateFromProps({ place }: CatchProps, state: CatchState) {
    return place === state.place ? null : { error: undefined, place }
  }

  override render() {
    const { error } = this.state
    if (error === undefined) return this.props.children
    // a part of the page that did not load is asked for again only by a new page
    const isMissing = error instanceof HubError && error.code === PART_MISSING
    const retry = () => (isMissing ? location.reload() : this.setState({ error: undefined }))
    return <Failure error={error} onRetry={retry} />
  }
}
