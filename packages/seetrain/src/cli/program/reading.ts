import { Option, type Command } from 'commander'
import type { CompareOptions } from '../commands/compare.ts'
import type { LogsOptions } from '../commands/logs.ts'
import type { LsOptions } from '../commands/ls.ts'
import type { ShowOptions } from '../commands/show.ts'
import type { WatchOptions } from '../commands/watch.ts'
import { optionsOf, RUN, seconds, wholeNumber } from './words.ts'

/** The commands that look at runs and change nothing. */
export function addReading(program: Command): void {
  addLs(program)
  program
    .command('show')
    .description('show a run: config, metrics, media, artifacts, what it ran in, what was lost')
    .argument('<run>', RUN)
    .option('--json', 'print an object')
    .action(async (run: string, _options, command: Command) =>
      (await import('../commands/show.ts')).show(run, optionsOf<ShowOptions>(command)),
    )
  program
    .command('compare')
    .description('show in what runs differ: config and summary')
    .argument('<run>', RUN)
    .argument('<others...>', 'the runs to compare it with')
    .option('--all', 'show what is the same in all of them, too')
    .option('--json', 'print an object')
    .action(async (run: string, others: string[], _options, command: Command) =>
      (await import('../commands/compare.ts')).compare([run, ...others], optionsOf<CompareOptions>(command)),
    )
  addWatch(program)
  program
    .command('logs')
    .description('print what the program of a run printed')
    .argument('<run>', RUN)
    .addOption(new Option('--stream <stream>', 'only this one').choices(['stdout', 'stderr']))
    .action(async (run: string, _options, command: Command) =>
      (await import('../commands/logs.ts')).logs(run, optionsOf<LogsOptions>(command)),
    )
}

function addLs(program: Command): void {
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
    .action(async (_options, command: Command) => (await import('../commands/ls.ts')).ls(optionsOf<LsOptions>(command)))
}

function addWatch(program: Command): void {
  program
    .command('watch')
    .description('follow a run: its metrics as they grow, until it ends; without a terminal a line at a time')
    .argument('[run]', `${RUN} (default: the newest that goes on)`)
    .option('--metric <text...>', 'only metrics whose names contain this')
    .option('--interval <seconds>', 'time between two looks (default: 1 on a terminal, 10 elsewhere)', seconds)
    .option('--once', 'show it as it is now and end')
    .option('--json', 'print an object per line')
    .action(async (run: string | undefined, _options, command: Command) =>
      (await import('../commands/watch.ts')).watch(run, optionsOf<WatchOptions>(command)),
    )
}
