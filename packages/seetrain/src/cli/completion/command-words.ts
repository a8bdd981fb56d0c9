import type { Command, Option } from 'commander'

/** What may stand in a place: one of some words, a run, a path, text that nobody can guess, or nothing. */
export type Guess = readonly string[] | 'run' | 'folder' | 'file' | 'text' | 'nothing'

export interface OptionWords {
  /** `--long` and `-s`, the long one first. */
  names: string[]
  description: string
  value: Guess
}

export interface CommandWords {
  name: string
  description: string
  options: OptionWords[]
  argument: Guess
}

/** The command line in the words that a shell can complete: the program itself, then its commands. */
export function commandWords(program: Command): CommandWords[] {
  return [program, ...program.createHelp().visibleCommands(program)].map(command => ({
    name: command.name(),
    description: command.description(),
    options: program.createHelp().visibleOptions(command).map(optionWords),
    argument: argumentGuess(command),
  }))
}

function optionWords(option: Option): OptionWords {
  const { long, short, description, argChoices, flags } = option
  const value = /<(\w+)/.exec(flags)?.[1]
  return {
    names: [long, short].filter(name => typeof name === 'string'),
    description,
    value: argChoices ?? (value === undefined ? 'nothing' : pathGuess(value)),
  }
}

function argumentGuess(command: Command): Guess {
  const below = command.commands.map(entry => entry.name())
  if (below.length > 0) return below
  const [first] = command.registeredArguments
  if (first === undefined) return 'nothing'
  if (first.argChoices !== undefined) return first.argChoices
  return first.name() === 'run' ? 'run' : pathGuess(first.name())
}

function pathGuess(name: string): Guess {
  if (['dir', 'folder'].includes(name.toLowerCase())) return 'folder'
  return ['file', 'path'].includes(name) ? 'file' : 'text'
}
