import { useState } from 'react'

export interface Endpoint {
  address: string
  key: string
  setAddress: (address: string) => void
  setKey: (key: string) => void
}

// for as long as the page is open, and nowhere but here
const typed: { address?: string; key: string } = { key: '' }

/** Where calls are sent, as it was typed last; at first where this one went. */
export function useEndpoint(usual: string): Endpoint {
  const [address, setAddress] = useState(typed.address ?? usual)
  const [key, setKey] = useState(typed.key)
  return {
    address,
    key,
    setAddress: address => setAddress((typed.address = address)),
    setKey: key => setKey((typed.key = key)),
  }
}

export function EndpointFields({ endpoint: { address, key, setAddress, setKey } }: { endpoint: Endpoint }) {
  return (
    <>
      <label className="field">
        Address of an API that speaks as OpenAI does
        <input
          className="input mono"
          type="url"
          required
          placeholder="http://127.0.0.1:11434/v1"
          value={address}
          onChange={event => setAddress(event.target.value)}
        />
      </label>
      <label className="field">
        Key, if it asks for one
        <input
          className="input mono"
          type="password"
          autoComplete="off"
          value={key}
          onChange={event => setKey(event.target.value)}
        />
      </label>
      <p className="quiet">
        The hub sends the request for this page, and neither keeps nor logs it. The key is forgotten when the page
        closes.
      </p>
    </>
  )
}
