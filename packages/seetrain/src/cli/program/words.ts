import { InvalidArgumentError, type Command } from 'commander'

/** What `<run>` may be. */
export const RUN = 'id, the start of an id that no other run has, or name'

/** The options of a command, with those that all commands take. */
export function optionsOf<Options extends object>(command: Command): Options {
  return command.optsWithGlobals<Options>()
}

export function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Give a whole number from 1.')
}

export function seconds(text: string): number {
  const count = Number(text)
  if (/^\d+(\.\d+)?$/.test(text) && count >= 0.1 && count <= 86_400) return count
  throw new InvalidArgumentError('Give seconds, from 0.1 to 86400.')
}
