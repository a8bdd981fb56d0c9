import { CommanderError, type Command } from 'commander'
import { CommandError } from './command-error.ts'
import { watchOutput } from './output/lost-output.ts'
import { errorLine } from './output/error-line.ts'
import { buildProgram } from './program.ts'
import { spellTags } from './program/spell-tags.ts'

const FAILED = 1
const MISUSED = 2

/** Runs one command line and returns its exit code: 0, 1 when something failed, 2 when it was not understood. */
export async function main(words: readonly string[]): Promise<number> {
  const isDebug = takeDebug(process.env)
  watchOutput()
  const program = buildProgram()
  if (words.length === 0) {
    program.outputHelp()
    return 0
  }
  try {
    await program.parseAsync(spellTags(words, program), { from: 'user' })
    return Number(process.exitCode ?? 0)
  } catch (error) {
    if (error instanceof CommanderError) return tellMisuse(error, words, program)
    tell(isDebug && error instanceof Error ? String(error.stack) : errorLine(error))
    return error instanceof CommandError ? error.exitCode : FAILED
  }
}

// taken out, because it is no setting and the settings would wonder about it
function takeDebug(environment: NodeJS.ProcessEnv): boolean {
  const isDebug = environment['SEETRAIN_DEBUG'] === '1'
  delete environment['SEETRAIN_DEBUG']
  return isDebug
}

function tellMisuse(error: CommanderError, words: readonly string[], program: Command): number {
  // help and version end this way too
  if (error.exitCode === 0) return 0
  if (error.code === 'commander.help') return MISUSED
  const command = program.commands.find(entry => words.includes(entry.name()))
  const what = errorLine(error)
    .replace(/^error: /, '')
    .replace(/\.?$/, '.')
  tell(`${what} See: seetrain ${command === undefined ? '' : `${command.name()} `}--help`)
  return MISUSED
}

function tell(text: string): void {
  process.stderr.write(`seetrain: ${text}\n`)
}
