import type { Command } from 'commander'
import type { DoctorOptions } from '../commands/doctor.ts'
import type { RmOptions } from '../commands/rm.ts'
import type { SettingsOptions } from '../commands/settings.ts'
import { optionsOf, RUN } from './words.ts'

/** The commands that keep a folder and its settings in order. */
export function addCare(program: Command): void {
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
}
