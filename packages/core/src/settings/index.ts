export { describeSettings, settingsTable, type SettingDescription } from './describe-settings.ts'
export {
  SETTING_NAMES,
  SETTINGS,
  variableOf,
  type Setting,
  type SettingName,
  type Settings,
  type SettingsArgument,
} from './definitions.ts'
export { resolveSettings, type ResolvedSettings, type SettingsInput } from './resolve-settings.ts'
export type { SettingKind, SinkSpec } from './setting-kinds.ts'
