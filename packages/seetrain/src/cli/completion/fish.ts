import type { CommandWords, Guess, OptionWords } from './command-words.ts'

/** A script that teaches fish the words. */
export function fishCompletion([program, ...commands]: readonly CommandWords[]): string {
  if (program === undefined) return ''
  const { name } = program
  const start = `complete -c ${name}`
  const lines = commands.flatMap(command => {
    const when = `-n '__fish_seen_subcommand_from ${command.name}'`
    const argument = argumentWords(name, command.argument)
    return [
      `${start} -n __fish_use_subcommand -a ${command.name} -d ${quoted(command.description)}`,
      ...command.options.map(option => `${start} ${when} ${optionWords(option)}`),
      ...(argument === '' ? [] : [`${start} ${when} ${argument}`]),
    ]
  })
  return `# fish completion for ${name}. Load it with: ${name} completion fish | source
${start} -f
${program.options.map(option => `${start} ${optionWords(option)}`).join('\n')}
${lines.join('\n')}
`
}

function optionWords({ names, description, value }: OptionWords): string {
  const flags = names.map(name => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`))
  return [...flags, valueWords(value), `-d ${quoted(description)}`].filter(text => text !== '').join(' ')
}

function valueWords(guess: Guess): string {
  if (guess === 'nothing') return ''
  if (guess === 'file') return '-r -F'
  if (guess === 'folder') return "-x -a '(__fish_complete_directories)'"
  return typeof guess === 'string' ? '-x' : `-x -a ${quoted(guess.join(' '))}`
}

function argumentWords(program: string, guess: Guess): string {
  if (guess === 'run') return `-k -a '(${program} completion --runs 2>/dev/null)'`
  if (guess === 'folder') return "-a '(__fish_complete_directories)'"
  if (guess === 'file') return '-F'
  return typeof guess === 'string' ? '' : `-a ${quoted(guess.join(' '))}`
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`
}
