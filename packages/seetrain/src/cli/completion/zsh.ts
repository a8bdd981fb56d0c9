import type { CommandWords, Guess, OptionWords } from './command-words.ts'

/** A script that teaches zsh the words, to be sourced or to lie in a folder of `fpath`. */
export function zshCompletion([program, ...commands]: readonly CommandWords[]): string {
  if (program === undefined) return ''
  const { name } = program
  const shared = program.options.filter(({ value }) => value !== 'nothing')
  return [
    `#compdef ${name}`,
    `# zsh completion for ${name}. Load it with: source <(${name} completion zsh)`,
    runsFunction(name),
    `_${name}() {`,
    '  local context state state_descr line',
    '  typeset -A opt_args',
    '  local -a commands=(',
    ...commands.map(command => `    ${quoted(`${command.name}:${command.description}`)}`),
    '  )',
    `  _arguments -C ${optionSpecs(program.options)} '1:command:->command' '*::argument:->argument'`,
    '  case $state in',
    '    command) _describe -t commands command commands ;;',
    '    argument)',
    '      case $words[1] in',
    ...commands.map(command => `        ${command.name}) _arguments ${argumentSpecs(command, shared)} ;;`),
    '      esac',
    '      ;;',
    '  esac',
    '}',
    `if [[ $funcstack[1] == _${name} ]]; then _${name} "$@"; else compdef _${name} ${name}; fi`,
    '',
  ].join('\n')
}

function runsFunction(name: string): string {
  return `_seetrain_runs() {
  local -a runs place
  local row
  (( \${+opt_args[--dir]} )) && place=(--dir "\${opt_args[--dir]}")
  for row in "\${(@f)$(${name} completion --runs $place 2>/dev/null)}"; do
    [[ -n $row ]] && runs+=("\${row%%$'\\t'*}:\${row#*$'\\t'}")
  done
  _describe -t runs run runs
}`
}

/** `shared`: options of the program that may stand behind a command too. */
function argumentSpecs({ options, argument }: CommandWords, shared: readonly OptionWords[]): string {
  const own = optionSpecs([...options, ...shared])
  return argument === 'nothing' ? own : `${own} ${quoted(`*:argument:${action(argument)}`)}`
}

function optionSpecs(options: readonly OptionWords[]): string {
  return options
    .flatMap(({ names, description, value }) => {
      const rest = `[${bracketed(description)}]${value === 'nothing' ? '' : `:value:${action(value)}`}`
      return names.map(name => quoted(name + rest))
    })
    .join(' ')
}

function action(guess: Guess): string {
  if (typeof guess !== 'string') return `(${guess.join(' ')})`
  return { run: '_seetrain_runs', folder: '_files -/', file: '_files', text: '', nothing: '' }[guess]
}

function bracketed(text: string): string {
  return text.replace(/[[\]\\:]/g, '\\$&')
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
