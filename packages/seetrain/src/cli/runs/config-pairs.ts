import { plainToJson, type Plain } from '@seetrain/core'
import type { Pair } from '../output/pair-lines.ts'

/** A config as `path.to.member` and its value in JSON; text without quotes. */
export function configPairs(config: object, path = ''): Pair[] {
  return Object.entries(config).flatMap(([name, value]: [string, Plain]): Pair[] => {
    const member = path === '' ? name : `${path}.${name}`
    if (isFilled(value)) return configPairs(value, member)
    return [[member, typeof value === 'string' ? value : JSON.stringify(plainToJson(value))]]
  })
}

function isFilled(value: Plain): value is { [name: string]: Plain } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0
}
