import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { EXAMPLES } from './examples.ts'
import { addCare } from './program/care.ts'
import { addMoving } from './program/moving.ts'
import { addReading } from './program/reading.ts'
import { addRunning } from './program/running.ts'
import { addServing } from './program/serving.ts'

/** The command line: what each command takes, and the file that is loaded when it is used. */
export function buildProgram(): Command {
  const program = new Command('seetrain')
    .description('Records programs as runs, shows what was recorded, exports it, delivers it to other trackers.')
    .version(version(), '-V, --version')
    .option('--dir <folder>', 'the folder that holds .seetrain (default: SEETRAIN_DIR, else the working folder)')
    .configureHelp({ showGlobalOptions: true })
    // main tells it, in one line
    .configureOutput({ outputError: () => {} })
    .exitOverride()
  addRunning(program)
  addReading(program)
  addServing(program)
  addMoving(program)
  addCare(program)
  for (const command of [program, ...program.commands]) {
    const examples = EXAMPLES[command.name()] ?? []
    command.addHelpText('after', ['\nExamples:', ...examples.map(line => `  $ ${line}`)].join('\n'))
  }
  return program
}

function version(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}
