import { createRequire } from 'node:module'

export type Cockatiel = typeof import('cockatiel')

let loaded: Cockatiel | undefined

// loaded when the first call needs it: importing the library must not pay for it
export function cockatiel(): Cockatiel {
  loaded ??= createRequire(import.meta.url)('cockatiel') as Cockatiel
  return loaded
}
