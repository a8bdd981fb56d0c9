export { describeSettings, settingsTable, type SettingDescription } from './describe-settings.ts'
export type { SettingName, Settings, SettingsArgument } from './definitions.ts'
export { resolveSettings, type ResolvedSettings } from './resolve-settings.ts'
export type { SinkSpec } from './setting-kinds.ts'
