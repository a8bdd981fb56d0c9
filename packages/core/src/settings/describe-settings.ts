import { SETTING_NAMES, SETTINGS, variableOf, type Setting, type SettingName } from './definitions.ts'
import type { ResolvedSettings } from './resolve-settings.ts'

export interface SettingDescription {
  name: SettingName
  /** As a person would write it; a secret is hidden. */
  value: string
  source: string
}

/** Every setting with its present value and where that comes from, for `seetrain doctor`. */
export function describeSettings({ settings, sources }: ResolvedSettings): SettingDescription[] {
  return SETTING_NAMES.map(name => ({ name, value: valueText(name, settings[name]), source: sources[name] }))
}

/** The rows of the table in docs/settings.md. */
export function settingsTable(): string {
  const rows = SETTING_NAMES.map(name => {
    const { kind, fallback, meaning }: Setting<unknown> = SETTINGS[name]
    const shown = kind.isPath || fallback === undefined ? '' : `\`${valueText(name, fallback)}\``
    return `| \`${name}\` | ${kind.type} | ${shown} | \`${variableOf(name)}\` | ${meaning} |`
  })
  return [
    '| Setting | Type | Default | Environment variable | Meaning |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n')
}

function valueText(name: SettingName, value: unknown): string {
  const { kind, secret }: Setting<unknown> = SETTINGS[name]
  if (value === undefined) return ''
  if (secret) return '********'
  if (typeof value !== 'number') return typeof value === 'string' ? value : JSON.stringify(value)
  if (kind.type === 'size')
    return inUnits(value, [
      [2 ** 30, 'GiB'],
      [2 ** 20, 'MiB'],
      [2 ** 10, 'KiB'],
    ])
  if (kind.type === 'duration')
    return inUnits(value, [
      [3_600_000, 'h'],
      [60_000, 'm'],
      [1000, 's'],
      [1, 'ms'],
    ])
  return String(value)
}

/** In the largest unit that divides it. */
function inUnits(value: number, units: readonly (readonly [number, string])[]): string {
  const fitting = value === 0 ? undefined : units.find(([unit]) => value % unit === 0)
  return fitting ? `${value / fitting[0]}${fitting[1]}` : String(value)
}
