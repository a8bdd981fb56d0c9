import { readFileSync } from 'node:fs'
import { Command, InvalidArgumentError, Option } from 'commander'
import { EXAMPLES } from './examples.ts'
import type { DoctorOptions } from './commands/doctor.ts'
import type { ExportOptions } from './commands/export.ts'
import type { LogsOptions } from './commands/logs.ts'
import type { LsOptions } from './commands/ls.ts'
import type { RmOptions } from './commands/rm.ts'
import type { SettingsOptions } from './commands/settings.ts'
import type { ShowOptions } from './commands/show.ts'
import type { SyncCommandOptions } from './commands/sync.ts'

const RUN = 'id, the start of an id that no other run has, or name'

/** The command line: what each command takes, and the file that is loaded when it is used. */
export function buildProgram(): Command {
  const program = new Command('seetrain')
    .description('Looks at the runs that SeeTrain recorded, exports them, delivers them to other trackers.')
    .version(version(), '-V, --version')
    .option('--dir <folder>', 'the folder that holds .seetrain (default: SEETRAIN_DIR, else the working folder)')
    .configureHelp({ showGlobalOptions: true })
    // main tells it, in one line
    .configureOutput({ outputError: () => {} })
    .exitOverride()
  addReading(program)
  addMoving(program)
  addCare(program)
  for (const command of [program, ...program.commands]) {
    const examples = EXAMPLES[command.name()] ?? []
    command.addHelpText('after', ['\nExamples:', ...examples.map(line => `  $ ${line}`)].join('\n'))
  }
  return program
}

function addReading(program: Command): void {
  program
    .command('ls')
    .description('list runs, the newest first')
    .option('--project <name>', 'only runs of this project')
    .addOption(
      new Option('--state <state>', 'only runs in this state').choices(['running', 'finished', 'failed', 'killed']),
    )
    .option('--tag <tag...>', 'only runs that have this tag; of several, all')
    .option('--limit <count>', 'at most so many', wholeNumber)
    .option('--json', 'print an array of runs')
    .action(async (_options, command: Command) => (await import('./commands/ls.ts')).ls(optionsOf<LsOptions>(command)))
  program
    .command('show')
    .description('show a run: config, metrics, media, artifacts, what it ran in, what was lost')
    .argument('<run>', RUN)
    .option('--json', 'print an object')
    .action(async (run: string, _options, command: Command) =>
      (await import('./commands/show.ts')).show(run, optionsOf<ShowOptions>(command)),
    )
  program
    .command('logs')
    .description('print what the program of a run printed')
    .argument('<run>', RUN)
    .addOption(new Option('--stream <stream>', 'only this one').choices(['stdout', 'stderr']))
    .action(async (run: string, _options, command: Command) =>
      (await import('./commands/logs.ts')).logs(run, optionsOf<LogsOptions>(command)),
    )
}

function addMoving(program: Command): void {
  program
    .command('export')
    .description('print the records of a run, or write them to a file; also while the run goes on')
    .argument('<run>', RUN)
    .addOption(
      new Option('--format <format>', 'jsonl: every record, one per line; csv: the points of the metrics')
        .choices(['jsonl', 'csv'])
        .default('jsonl'),
    )
    .option('-o, --output <file>', 'write to this file')
    .action(async (run: string, _options, command: Command) =>
      (await import('./commands/export.ts')).exportRun(run, optionsOf<ExportOptions>(command)),
    )
  program
    .command('sync')
    .description('deliver what the sinks do not have yet')
    .argument('[dir]', 'the folder that holds .seetrain, or that of one run')
    .option('--sink <id...>', 'deliver to these (default: those of the settings)')
    .option('--json', 'print an array of results')
    .action(async (dir: string | undefined, _options, command: Command) =>
      (await import('./commands/sync.ts')).sync(dir, optionsOf<SyncCommandOptions>(command)),
    )
}

function addCare(program: Command): void {
  program
    .command('rm')
    .description('remove runs; their media and artifacts stay in the store')
    .argument('<run...>', RUN)
    .option('-y, --yes', 'do not ask')
    .action(async (runs: string[], _options, command: Command) =>
      (await import('./commands/rm.ts')).rm(runs, optionsOf<RmOptions>(command)),
    )
  program
    .command('settings')
    .description('show every setting, its value and where that comes from')
    .option('--json', 'print an array of settings')
    .action(async (_options, command: Command) =>
      (await import('./commands/settings.ts')).settings(optionsOf<SettingsOptions>(command)),
    )
  program
    .command('doctor')
    .description('look for what is wrong: settings, folder, damaged journals, stale locks')
    .option('--json', 'print an object')
    .action(async (_options, command: Command) =>
      (await import('./commands/doctor.ts')).doctor(optionsOf<DoctorOptions>(command)),
    )
}

function optionsOf<Options extends object>(command: Command): Options {
  return command.optsWithGlobals<Options>()
}

function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Give a whole number from 1.')
}

function version(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}
