/** What has to be known of a command to tell its words apart: commander's `Command` has it. */
export interface CommandShape {
  name(): string
  readonly commands: readonly CommandShape[]
  /** `required`: the option takes a value. */
  readonly options: readonly { long?: string | undefined; short?: string | undefined; required: boolean }[]
}

/**
 * `seetrain tag <run> -draft` as options that the parser knows: `-draft` alone would be read as the letters d, r, a, f, t.
 * Every other command line stays as it is.
 */
export function spellTags(words: readonly string[], program: CommandShape): readonly string[] {
  const tag = program.commands.find(command => command.name() === 'tag')
  const at = commandPlace(words, program)
  if (tag === undefined || words[at] !== 'tag') return words
  const spelled = words.slice(0, at + 1)
  for (let index = at + 1; index < words.length; index++) {
    const word = words[index]!
    if (word === '--') return [...spelled, ...words.slice(index)]
    spelled.push(isRemoval(word) ? `--remove=${word.slice(1)}` : word)
    const takesNext = takesValue(tag, word) || takesValue(program, word)
    if (takesNext && index + 1 < words.length) spelled.push(words[++index]!)
  }
  return spelled
}

function commandPlace(words: readonly string[], program: CommandShape): number {
  let at = 0
  while (at < words.length && words[at]!.startsWith('-')) at += takesValue(program, words[at]!) ? 2 : 1
  return at
}

function isRemoval(word: string): boolean {
  return /^-[^-]/.test(word) && word !== '-h' && word !== '-V'
}

function takesValue(command: CommandShape, word: string): boolean {
  return command.options.some(option => option.required && (word === option.long || word === option.short))
}
