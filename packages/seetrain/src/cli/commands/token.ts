import { nodeFileSystem, randomIdSource, systemClock } from '@seetrain/core'
import { TokenStore, type Scope, type Token } from '@seetrain/hub'
import { momentText } from '../output/quantities.ts'
import { paint, print, printJson, remark, screenWidth } from '../output/screen.ts'
import { tableLines } from '../output/table.ts'
import { openData, type DataOptions } from '../serving/open-data.ts'

export interface TokenOptions extends DataOptions {
  json?: boolean
}

export interface TokenCreateOptions extends TokenOptions {
  scope: Scope
}

/** `seetrain token create` */
export function createToken(name: string, { scope, json, ...place }: TokenCreateOptions): void {
  const { text, token } = openTokens(place).create(name, scope)
  if (json) return printJson({ token: text, ...token })
  print(text)
  remark(`${token.id}: may ${scope}. It is shown this once. A client sends it when SEETRAIN_TOKEN is set to it.`)
}

/** `seetrain token list` */
export function listTokens({ json, ...place }: TokenOptions): void {
  const tokens = openTokens(place).list()
  if (json) return printJson(tokens)
  if (tokens.length === 0) return remark('There are no tokens. Make one: seetrain token create <name>')
  const [head, ...rows] = tableLines<Token>(
    tokens,
    [
      { title: 'ID', text: token => token.id },
      { title: 'NAME', text: token => token.name, least: 8 },
      { title: 'MAY', text: token => token.scope },
      { title: 'MADE', text: token => dateText(token.createdAt) },
      { title: 'REVOKED', text: token => (token.revokedAt === undefined ? '' : dateText(token.revokedAt)) },
    ],
    screenWidth(),
  )
  print(paint('dim', head ?? ''), ...rows)
}

/** `seetrain token revoke` */
export function revokeToken(which: string, place: TokenOptions): void {
  const token = openTokens(place).revoke(which)
  print(`Revoked ${token.id} (${token.name}).`)
}

function openTokens(place: DataOptions): TokenStore {
  const parts = { fileSystem: nodeFileSystem, clock: systemClock, ids: randomIdSource }
  return new TokenStore({ home: openData(place), ...parts })
}

function dateText(time: number): string {
  return momentText(new Date(time).toISOString())
}
