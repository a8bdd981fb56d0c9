import { Component, type ReactNode } from 'react'
import { useLocation } from 'wouter'
import { Failure } from '../parts/states.tsx'

/** A view that breaks takes only itself down; another address shows another view. */
export function Boundary({ children }: { children: ReactNode }) {
  const [location] = useLocation()
  return <Catch key={location}>{children}</Catch>
}

export class Catch extends Component<{ children: ReactNode }, { error: unknown }> {
  override state = { error: undefined as unknown }

  static getDerivedStateFromError(error: unknown) {
    return { error }
  }

  override render() {
    const { error } = this.state
    if (error === undefined) return this.props.children
    return <Failure error={error} onRetry={() => this.setState({ error: undefined })} />
  }
}
