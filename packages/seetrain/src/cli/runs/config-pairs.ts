import { plainToJson, type Plain } from '@seetrain/core'
import type { Pair } from '../output/pair-lines.ts'

/** A config as `path.to.member` and its value in JSON; text without quotes. */
export function configPairs(config: object): Pair[] {
  return configMembers(config).map(([path, value]) => [path, memberText(value)])
}

/** The members of a config by their paths; an object that holds any is no member itself. */
export function configMembers(config: object, path = ''): [path: string, value: Plain][] {
  return Object.entries(config).flatMap(([name, value]: [string, Plain]): [string, Plain][] => {
    const member = path === '' ? name : `${path}.${name}`
    return isFilled(value) ? configMembers(value, member) : [[member, value]]
  })
}

export function memberText(value: Plain): string {
  return typeof value === 'string' ? value : JSON.stringify(plainToJson(value))
}

function isFilled(value: Plain): value is { [name: string]: Plain } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0
}
