import { exactNumber } from './exact-json.ts'

export interface PythonJsonOptions {
  /** Members of objects by their names. */
  sorted?: boolean
}

/** JSON with the blanks that Python writes: what clients compare as text is to be the same. */
export function pythonJson(value: unknown, options: PythonJsonOptions = {}): string {
  if (Array.isArray(value)) return `[${value.map(item => pythonJson(item, options)).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const number = exactNumber(value)
  if (number !== undefined) return number
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  if (options.sorted === true) members.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}: ${pythonJson(member, options)}`).join(', ')}}`
}
