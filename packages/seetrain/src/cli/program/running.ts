import type { Command } from 'commander'
import type { RunOptions } from '../commands/run.ts'
import { optionsOf } from './words.ts'

/** The command that records a program. */
export function addRunning(program: Command): void {
  program
    .command('run')
    .description('run a program within a run: what it prints, how it ends, and what its frameworks tell')
    .argument('<command...>', 'the program and its words, behind two dashes')
    .option('--project <name>', 'the project of the run')
    .option('--name <name>', 'the name of the run')
    .option('--group <name>', 'a group that it belongs to')
    .option('--job-type <word>', 'what it does: train, eval, …')
    .option('--tag <tag...>', 'words to find it by')
    .option('--notes <text>', 'what you want to remember')
    .option('--without <names...>', 'frameworks and SDKs to leave alone, such as keras,openai; all leaves all alone')
    .option('--quiet', 'say nothing about the run itself')
    .action(async (words: [string, ...string[]], _options, command: Command) =>
      (await import('../commands/run.ts')).run(words, optionsOf<RunOptions>(command)),
    )
}
