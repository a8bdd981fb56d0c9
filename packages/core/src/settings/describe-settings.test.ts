import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { nodeFileSystem } from '../ports/node-file-system.ts'
import { SETTING_NAMES } from './definitions.ts'
import { describeSettings, settingsTable } from './describe-settings.ts'
import { resolveSettings } from './resolve-settings.ts'

test('describes every setting, in units, with its source, and hides the token', () => {
  const environment = {
    SEETRAIN_TOKEN: 'sesame',
    SEETRAIN_MAX_MEDIA_BYTES: '1536KiB',
    SEETRAIN_FINISH_TIMEOUT_MS: '90s',
    SEETRAIN_SINKS: 'csv',
  }
  const rows = describeSettings(
    resolveSettings({
      environment,
      workingFolder: '/nonexistent',
      homeFolder: '/nonexistent',
      fileSystem: nodeFileSystem,
    }),
  )
  expect(rows.map(row => row.name)).toEqual(SETTING_NAMES)
  expect(rows).toContainEqual({ name: 'token', value: '********', source: 'SEETRAIN_TOKEN' })
  expect(rows).toContainEqual({ name: 'maxMediaBytes', value: '1536KiB', source: 'SEETRAIN_MAX_MEDIA_BYTES' })
  expect(rows).toContainEqual({ name: 'finishTimeoutMs', value: '90s', source: 'SEETRAIN_FINISH_TIMEOUT_MS' })
  expect(rows).toContainEqual({ name: 'sinks', value: '["csv"]', source: 'SEETRAIN_SINKS' })
  expect(rows).toContainEqual({ name: 'runId', value: '', source: 'default' })
  expect(JSON.stringify(rows)).not.toMatch('sesame')
})

test('docs/settings.md holds the table that the definitions give', () => {
  const page = readFileSync(join(__dirname, '../../../../docs/settings.md'), 'utf8')
  for (const row of settingsTable().split('\n')) expect(page.split('\n')).toContain(row)
  expect(page.match(/^\| `/gm)).toHaveLength(SETTING_NAMES.length)
})
