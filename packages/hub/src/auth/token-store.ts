import { join } from 'node:path'
import type { Clock, FileSystem, IdSource } from '@seetrain/core'
import type { Scope } from '../api/route.ts'
import { RequestError } from '../errors/request-error.ts'
import { hashText, sameText } from './hash-text.ts'

/** A token without its secret. */
export interface Token {
  id: string
  name: string
  /** The person that it was made for. Several tokens may be one person's: a laptop, a cluster. */
  user?: string
  scope: Scope
  createdAt: number
  revokedAt?: number
}

interface KeptToken extends Token {
  /** sha256 of the whole text. The secret is random and long, so no slower hash is needed. */
  hash: string
}

export interface TokenStoreParts {
  /** The folder `.seetrain`. */
  home: string
  fileSystem: FileSystem
  clock: Clock
  ids: IdSource
}

const TEXT = /^st_([0-9a-f]{12})_[0-9a-f]{64}$/
/** Two changes within a tick of the file system's clock may leave the same time on the folder. */
const TICK_MS = 100

/**
 * The tokens of a hub: one file each, so that the command and a running server change them without a lock. A change
 * counts from the next request on.
 */
export class TokenStore {
  readonly #folder: string
  readonly #parts: TokenStoreParts
  #kept = new Map<string, KeptToken>()
  #readAt = -Infinity
  #folderTime = -1

  constructor(parts: TokenStoreParts) {
    this.#folder = join(parts.home, 'hub', 'tokens')
    this.#parts = parts
  }

  /** Makes a token. Its text is told here and kept nowhere. */
  create(name: string, scope: Scope, user?: string): { text: string; token: Token } {
    const { ids, clock } = this.#parts
    const id = ids.hex(6)
    const text = `st_${id}_${ids.hex(32)}`
    const token: Token = { id, name, ...(user !== undefined && { user }), scope, createdAt: clock.now() }
    this.#write({ ...token, hash: hashText(text) })
    return { text, token }
  }

  list(): Token[] {
    this.#refresh()
    const tokens = [...this.#kept.values()].map(tokenOf)
    return tokens.sort((a, b) => a.createdAt - b.createdAt)
  }

  /** Makes a token worthless. By its id, or by its name when no other has that. */
  revoke(idOrName: string): Token {
    this.#refresh()
    const all = [...this.#kept.values()]
    const named = all.filter(token => token.name === idOrName && token.revokedAt === undefined)
    const kept = this.#kept.get(idOrName) ?? (named.length === 1 ? named[0] : undefined)
    if (kept === undefined) {
      const problem = named.length > 1 ? `${named.length} tokens have the name` : 'there is no token'
      throw new RequestError(
        404,
        'TOKEN_MISSING',
        `token: ${problem} ${JSON.stringify(idOrName)}. Name one by its id, as "seetrain token list" shows it.`,
        { field: 'id' },
      )
    }
    return this.#revoke(kept)
  }

  /** Makes all tokens of a person worthless. Returns those that were not yet. */
  revokeUser(user: string): Token[] {
    this.#refresh()
    const all = [...this.#kept.values()].filter(token => token.user === user)
    if (all.length === 0) {
      throw new RequestError(
        404,
        'TOKEN_MISSING',
        `user: there is no token of ${JSON.stringify(user)}. "seetrain token list" shows whose there are.`,
        { field: 'user' },
      )
    }
    return all.filter(token => token.revokedAt === undefined).map(token => this.#revoke(token))
  }

  #revoke(kept: KeptToken): Token {
    const revoked: KeptToken = { ...kept, revokedAt: kept.revokedAt ?? this.#parts.clock.now() }
    this.#write(revoked)
    return tokenOf(revoked)
  }

  /** The token of this text, unless it was revoked or never was one. */
  find(text: string): Token | undefined {
    const id = TEXT.exec(text)?.[1]
    if (id === undefined) return undefined
    this.#refresh()
    const kept = this.#kept.get(id)
    if (kept === undefined || kept.revokedAt !== undefined || !sameText(kept.hash, hashText(text))) return undefined
    return tokenOf(kept)
  }

  /** Whether any token ever was made: from then on everybody needs one. */
  get isEmpty(): boolean {
    this.#refresh()
    return this.#kept.size === 0
  }

  #write(token: KeptToken): void {
    this.#parts.fileSystem.writeFileAtomic(join(this.#folder, `${token.id}.json`), `${JSON.stringify(token)}\n`)
    this.#readAt = -Infinity
  }

  // the folder's time changes with every file that is renamed into it
  #refresh(): void {
    const { fileSystem, clock } = this.#parts
    const folderTime = fileSystem.stat(this.#folder)?.modifiedAt ?? 0
    if (folderTime === this.#folderTime && this.#readAt - folderTime > TICK_MS) return
    this.#folderTime = folderTime
    this.#readAt = clock.now()
    this.#kept = new Map()
    for (const file of fileSystem.list(this.#folder)) {
      const token = this.#readToken(file)
      if (token !== undefined) this.#kept.set(token.id, token)
    }
  }

  #readToken(file: string): KeptToken | undefined {
    if (!file.endsWith('.json')) return undefined
    try {
      const token = JSON.parse(
        Buffer.from(this.#parts.fileSystem.readFile(join(this.#folder, file))).toString(),
      ) as KeptToken
      return `${token.id}.json` === file ? token : undefined
    } catch {
      // half a token opens nothing
      return undefined
    }
  }
}

function tokenOf({ hash: _, ...token }: KeptToken): Token {
  return token
}

/** Who a token says that its caller is, as logs have it: `ann/laptop`. */
export function tokenTitle({ name, user }: Token): string {
  return user === undefined ? name : `${user}/${name}`
}
