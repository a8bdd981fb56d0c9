import { describeSettings, maskSecrets, nodeFileSystem, resolveSettings } from '@seetrain/core'
import { paint, print, printJson, screenWidth } from '../output/screen.ts'
import { tableLines } from '../output/table.ts'
import { checkFolder, type PlaceOptions } from '../runs/open-home.ts'

export interface SettingsOptions extends PlaceOptions {
  json?: boolean
}

/** `seetrain settings` */
export function settings({ dir, json }: SettingsOptions): void {
  const rows = readSettings(dir)
  if (json) return printJson(rows)
  const lines = tableLines(
    rows,
    [
      { title: 'SETTING', text: row => row.name },
      { title: 'VALUE', text: row => row.value, least: 8 },
      {
        title: 'FROM',
        text: row => row.source,
        least: 8,
        paint: (cell, row) => (row.source === 'default' ? paint('dim', cell) : cell),
      },
    ],
    screenWidth(),
  )
  print(paint('dim', lines[0]!), ...lines.slice(1))
}

export interface SettingRow {
  name: string
  value: string
  source: string
}

/** Every setting as it may be shown: the options of a sink can hold a secret too. */
export function readSettings(dir: string | undefined): SettingRow[] {
  if (dir !== undefined) checkFolder(dir)
  const resolved = resolveSettings({ options: dir === undefined ? {} : { dir }, fileSystem: nodeFileSystem })
  return describeSettings(resolved).map(({ name, value, source }) => ({
    name,
    value: maskSecrets(value),
    source: dir !== undefined && name === 'dir' ? '--dir' : source,
  }))
}
