import type { CommandWords, Guess } from './command-words.ts'

/** A script that teaches bash the words; it also runs in bash 3.2, which macOS brings. */
export function bashCompletion([program, ...commands]: readonly CommandWords[]): string {
  if (program === undefined) return ''
  const all = [{ ...program, name: '' }, ...commands]
  const names = commands.map(({ name }) => name)
  return [
    `# bash completion for ${program.name}. Load it with: source <(${program.name} completion bash)`,
    `_${program.name}() {`,
    WHERE_IT_IS,
    '  case "$command:$before" in',
    ...all.flatMap(valueCases),
    '  esac',
    '  if [[ -z $guess && $word == -* ]]; then',
    '    guess=words',
    '    case $command in',
    ...all.map(command => `      ${pattern(command.name)}) words='${optionNames(command)}' ;;`),
    '    esac',
    '  elif [[ -z $guess ]]; then',
    '    case $command in',
    `      '') ${assignment(names)} ;;`,
    ...commands.map(({ name, argument }) => `      ${name}) ${assignment(argument)} ;;`),
    '    esac',
    '  fi',
    ANSWER,
    '}',
    `complete -F _${program.name} ${program.name}`,
    '',
  ].join('\n')
}

const WHERE_IT_IS = `  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} command= guess= words= at
  local place=()
  COMPREPLY=()
  for ((at = 1; at < COMP_CWORD; at++)); do
    case \${COMP_WORDS[at]} in
      --dir) ((at++)); place=(--dir "\${COMP_WORDS[at]}") ;;
      -*) ;;
      *) [[ -n $command ]] || command=\${COMP_WORDS[at]} ;;
    esac
  done`

const ANSWER = `  case $guess in
    run) words=$("$1" completion --runs "\${place[@]}" 2>/dev/null | cut -f1) ;;
    folder | file)
      local IFS=$'\\n'
      compopt -o filenames 2>/dev/null
      if [[ $guess == file ]]; then COMPREPLY=($(compgen -f -- "$word")); else COMPREPLY=($(compgen -d -- "$word")); fi
      return
      ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))`

function valueCases({ name, options }: CommandWords): string[] {
  return options
    .filter(({ value }) => value !== 'nothing')
    .map(({ names, value }) => {
      // the program's own options may stand behind a command too
      const patterns = names.map(option => `${name === '' ? '*' : name}:${option}`)
      return `    ${patterns.join(' | ')}) ${assignment(value)} ;;`
    })
}

function optionNames({ options }: CommandWords): string {
  return options.flatMap(({ names }) => names).join(' ')
}

function assignment(guess: Guess): string {
  return typeof guess === 'string' ? `guess=${guess}` : `guess=words words='${guess.join(' ')}'`
}

function pattern(name: string): string {
  return name === '' ? "''" : name
}
