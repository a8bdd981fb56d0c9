import { Argument, Option, type Command } from 'commander'
import type { CompletionOptions, Shell } from '../commands/completion.ts'
import type { DoctorOptions } from '../commands/doctor.ts'
import type { GcOptions } from '../commands/gc.ts'
import type { InitCommandOptions } from '../commands/init.ts'
import type { RmOptions } from '../commands/rm.ts'
import type { SettingsOptions } from '../commands/settings.ts'
import type { TagOptions } from '../commands/tag.ts'
import { optionsOf, RUN } from './words.ts'

/** The commands that keep a folder and its settings in order. */
export function addCare(program: Command): void {
  addTag(program)
  addGc(program)
  addInit(program)
  program
    .command('rm')
    .description('remove runs; their media and artifacts stay in the store')
    .argument('<run...>', RUN)
    .option('-y, --yes', 'do not ask')
    .action(async (runs: string[], _options, command: Command) =>
      (await import('../commands/rm.ts')).rm(runs, optionsOf<RmOptions>(command)),
    )
  program
    .command('settings')
    .description('show every setting, its value and where that comes from')
    .option('--json', 'print an array of settings')
    .action(async (_options, command: Command) =>
      (await import('../commands/settings.ts')).settings(optionsOf<SettingsOptions>(command)),
    )
  program
    .command('doctor')
    .description('look for what is wrong: settings, folder, damaged journals, stale locks')
    .option('--json', 'print an object')
    .action(async (_options, command: Command) =>
      (await import('../commands/doctor.ts')).doctor(optionsOf<DoctorOptions>(command)),
    )
  addCompletion(program)
}

function addTag(program: Command): void {
  program
    .command('tag')
    .description('change the tags of a run that is over: +word adds, -word takes away; also its name and notes')
    .argument('<run>', RUN)
    .argument('[+tag...]', 'tags to add; written -tag, to take away')
    .option('--add <tag...>', 'the same as +tag')
    .option('--remove <tag...>', 'the same as -tag')
    .option('--name <text>', 'give it another name')
    .option('--notes <text>', 'write notes; an empty text takes them away')
    .option('--description <text>', 'say what it is')
    .option('--group <name>', 'put it into this group')
    .option('--job-type <word>', 'say what it does: train, eval, …')
    .option('--json', 'print an object')
    .action(async (run: string, tags: string[], _options, command: Command) =>
      (await import('../commands/tag.ts')).tag(run, tags, optionsOf<TagOptions>(command)),
    )
}

function addGc(program: Command): void {
  program
    .command('gc')
    .description('free space: blobs that no run and no artifact refers to, and what killed processes left')
    .option('-n, --dry-run', 'tell what would be removed, and remove nothing')
    .option('--all', 'also what is younger than a day, when no run goes on')
    .option('--force', 'also when a damaged journal may refer to more than can be read')
    .option('--json', 'print an object')
    .action(async (_options, command: Command) => (await import('../commands/gc.ts')).gc(optionsOf<GcOptions>(command)))
}

function addInit(program: Command): void {
  program
    .command('init')
    .description('write a file of settings for this project, seetrain.config.json')
    .option('--project <name>', "the project's name (default: that of package.json, else of the folder)")
    .addOption(
      new Option('--mode <mode>', 'where runs go (default: local)').choices(['local', 'online', 'offline', 'disabled']),
    )
    .option('--url <url>', 'the hub to deliver to')
    .option('--sink <id...>', 'trackers that receive the runs')
    .option('--tag <tag...>', 'words to find the runs by')
    .option('--json', 'print an object')
    .action(async (_options, command: Command) =>
      (await import('../commands/init.ts')).init(optionsOf<InitCommandOptions>(command)),
    )
}

function addCompletion(program: Command): void {
  program
    .command('completion')
    .description('print what teaches a shell these words, the names of the runs included')
    .addArgument(new Argument('[shell]', 'the shell').choices(['bash', 'zsh', 'fish']))
    .addOption(new Option('--runs', 'print what may stand for a run').hideHelp())
    .action(async (shell: Shell | undefined, _options, command: Command) =>
      (await import('../commands/completion.ts')).completion(shell, optionsOf<CompletionOptions>(command), program),
    )
}
