import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { hub } from '../api/hub.ts'
import { Button } from '../parts/button.tsx'

/** A hub in server mode asks for a token; it is kept in a cookie that scripts cannot read. */
export function SignIn() {
  const client = useQueryClient()
  const [token, setToken] = useState('')
  const signIn = useMutation({ mutationFn: hub.signIn, onSuccess: () => client.invalidateQueries() })
  return (
    <main className="page">
      <form
        className="card card-body sign-in"
        onSubmit={event => {
          event.preventDefault()
          signIn.mutate(token.trim())
        }}
      >
        <h1>Sign in</h1>
        <p className="quiet">
          This hub asks for a token. Whoever runs it makes one with <code>seetrain token create</code>.
        </p>
        <label htmlFor="token">Token</label>
        <input
          id="token"
          className="input"
          type="password"
          autoComplete="current-password"
          value={token}
          aria-invalid={signIn.isError}
          onChange={event => setToken(event.target.value)}
        />
        {signIn.error && <p role="alert">{signIn.error.message}</p>}
        <Button type="submit" look="main" disabled={token.trim() === '' || signIn.isPending}>
          Sign in
        </Button>
      </form>
    </main>
  )
}
