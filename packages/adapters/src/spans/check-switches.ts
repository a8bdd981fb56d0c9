import { InvalidArgumentError } from '@seetrain/core'

/** Switches are true or false; a word such as 'no' would count as true. */
export function checkSwitches(switches: object): void {
  for (const [name, value] of Object.entries(switches)) {
    if (value === undefined || typeof value === 'boolean') continue
    throw new InvalidArgumentError(name, value, 'Pass true or false.')
  }
}
