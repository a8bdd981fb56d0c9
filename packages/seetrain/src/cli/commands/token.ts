import { hostname, userInfo } from 'node:os'
import { diag, nodeFileSystem, randomIdSource, systemClock } from '@seetrain/core'
import { AuditLog, TokenStore, tokenTitle, type Scope, type Token } from '@seetrain/hub'
import { CommandError } from '../command-error.ts'
import { momentText } from '../output/quantities.ts'
import { paint, print, printJson, remark, screenWidth } from '../output/screen.ts'
import { tableLines } from '../output/table.ts'
import { openData, type DataOptions } from '../serving/open-data.ts'

export interface TokenOptions extends DataOptions {
  json?: boolean
}

export interface TokenCreateOptions extends TokenOptions {
  scope: Scope
  user?: string
}

export interface TokenRevokeOptions extends DataOptions {
  user?: string
}

/** `seetrain token create` */
export function createToken(name: string, { scope, user, json, ...place }: TokenCreateOptions): void {
  const { tokens, tell } = openTokens(place)
  const { text, token } = tokens.create(name, scope, user)
  tell('token-create', token)
  if (json) return printJson({ token: text, ...token })
  print(text)
  remark(`${token.id}: may ${scope}. It is shown this once. A client sends it when SEETRAIN_TOKEN is set to it.`)
}

/** `seetrain token list` */
export function listTokens({ json, ...place }: TokenOptions): void {
  const tokens = openTokens(place).tokens.list()
  if (json) return printJson(tokens)
  if (tokens.length === 0) return remark('There are no tokens. Make one: seetrain token create <name>')
  const [head, ...rows] = tableLines<Token>(
    tokens,
    [
      { title: 'ID', text: token => token.id },
      { title: 'NAME', text: token => token.name, least: 8 },
      { title: 'USER', text: token => token.user ?? '' },
      { title: 'MAY', text: token => token.scope },
      { title: 'MADE', text: token => dateText(token.createdAt) },
      { title: 'REVOKED', text: token => (token.revokedAt === undefined ? '' : dateText(token.revokedAt)) },
    ],
    screenWidth(),
  )
  print(paint('dim', head ?? ''), ...rows)
}

/** `seetrain token revoke`: one, or all of a person. */
export function revokeToken(which: string | undefined, { user, ...place }: TokenRevokeOptions): void {
  if ((which === undefined) === (user === undefined))
    throw new CommandError('usage', 'token: name one token, or a person with --user. seetrain token list shows them.')
  const { tokens, tell } = openTokens(place)
  const revoked = user === undefined ? [tokens.revoke(which!)] : tokens.revokeUser(user)
  for (const token of revoked) {
    tell('token-revoke', token)
    print(`Revoked ${token.id} (${tokenTitle(token)}).`)
  }
  if (revoked.length === 0) remark(`token: all of ${user} were revoked before.`)
}

interface OpenTokens {
  tokens: TokenStore
  /** Writes down who changed which. */
  tell: (action: string, token: Token) => void
}

function openTokens(place: DataOptions): OpenTokens {
  const parts = { home: openData(place), fileSystem: nodeFileSystem, clock: systemClock, ids: randomIdSource }
  const audit = new AuditLog({ ...parts, logger: diag })
  const who = `${userInfo().username}@${hostname()}`
  return {
    tokens: new TokenStore(parts),
    tell: (action, token) =>
      audit.write(who, action, { target: token.id, token: tokenTitle(token), scope: token.scope }),
  }
}

function dateText(time: number): string {
  return momentText(new Date(time).toISOString())
}
