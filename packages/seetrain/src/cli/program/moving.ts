import { Option, type Command } from 'commander'
import type { ExportOptions } from '../commands/export.ts'
import type { ImportCommandOptions } from '../commands/import.ts'
import type { SyncCommandOptions } from '../commands/sync.ts'
import { optionsOf, RUN } from './words.ts'

/** The commands that carry runs elsewhere. */
export function addMoving(program: Command): void {
  program
    .command('export')
    .description('print the records of a run, or write them to a file; also while the run goes on')
    .argument('<run>', RUN)
    .addOption(
      new Option('--format <format>', 'jsonl: every record, one per line; csv, parquet: the points of the metrics')
        .choices(['jsonl', 'csv', 'parquet'])
        .default('jsonl'),
    )
    .option('-o, --output <file>', 'write to this file')
    .action(async (run: string, _options, command: Command) =>
      (await import('../commands/export.ts')).exportRun(run, optionsOf<ExportOptions>(command)),
    )
  addSync(program)
  program
    .command('import')
    .description('take over what other programs wrote; again later, it adds what is new')
    .argument('<path>', 'a file, or a folder with everything below it')
    .option('--format <format>', 'read only this: tensorboard, jsonl, csv, …')
    .option('--project <name>', 'the project of the runs (default: what the source says, else the name of the path)')
    .option('--name <name>', 'the name of the run, when the path is one')
    .option('--follow', 'stay, and take in what is added')
    .option('--json', 'print an array of results')
    .action(async (path: string, _options, command: Command) =>
      (await import('../commands/import.ts')).importRuns(path, optionsOf<ImportCommandOptions>(command)),
    )
}

function addSync(program: Command): void {
  program
    .command('sync')
    .description('deliver what the sinks do not have yet')
    .argument('[dir]', 'the folder that holds .seetrain, or that of one run')
    .option('--sink <id...>', 'deliver to these (default: those of the settings)')
    .option('--spools', 'take in what clients in other languages kept here, and deliver nothing')
    .option('--json', 'print an array of results')
    .action(async (dir: string | undefined, _options, command: Command) =>
      (await import('../commands/sync.ts')).sync(dir, optionsOf<SyncCommandOptions>(command)),
    )
}
