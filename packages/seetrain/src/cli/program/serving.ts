import { InvalidArgumentError, Option, type Command } from 'commander'
import type { ReindexOptions } from '../commands/reindex.ts'
import type { ServeOptions } from '../commands/serve.ts'
import type { TokenCreateOptions, TokenOptions, TokenRevokeOptions } from '../commands/token.ts'
import type { UiOptions } from '../commands/ui.ts'
import { optionsOf } from './words.ts'

const DATA = 'the folder that holds .seetrain (default: as --dir)'

/** The commands that show runs in a browser and take them in from other machines. */
export function addServing(program: Command): void {
  program
    .command('ui')
    .description('open the dashboard of this folder, for you on this machine')
    .option('--port <number>', 'listen there; 0 finds a free one (default: 7575, or a free one)', portNumber)
    .option('--no-open', 'do not open a browser')
    .option('--while-used', 'end ten minutes after the last request, as hubs do that a training started')
    .action(async (_options, command: Command) => (await import('../commands/ui.ts')).ui(optionsOf<UiOptions>(command)))
  program
    .command('serve')
    .description('serve a team: dashboard, API, and runs that stream in from other machines')
    .option('--host <address>', 'listen there; 0.0.0.0 for every network', '127.0.0.1')
    .option('--port <number>', 'listen there; 0 finds a free one', portNumber, 7575)
    .option('--data <folder>', DATA)
    .option('--allow-host <name...>', 'answer under these names alone, such as that of a proxy')
    .option('--replay-to <address...>', 'model endpoints to which the dashboard may send calls again', endpoint)
    .option('--access-log', 'write each request to stderr, a line of JSON')
    .action(async (_options, command: Command) =>
      (await import('../commands/serve.ts')).serve(optionsOf<ServeOptions>(command)),
    )
  program
    .command('reindex')
    .description('drop the index of this folder and make it anew from the journals')
    .option('--json', 'print an object')
    .action(async (_options, command: Command) =>
      (await import('../commands/reindex.ts')).reindex(optionsOf<ReindexOptions>(command)),
    )
  addToken(program)
}

function addToken(program: Command): void {
  const token = program.command('token').description('who may use the server of this folder')
  addTokenCreate(token)
  token
    .command('list')
    .description('show the tokens, without their secrets')
    .option('--data <folder>', DATA)
    .option('--json', 'print an array')
    .action(async (_options, command: Command) =>
      (await import('../commands/token.ts')).listTokens(optionsOf<TokenOptions>(command)),
    )
  token
    .command('revoke')
    .description('make a token worthless; a running server heeds it at once')
    .argument('[token]', 'its id, or its name when no other has that')
    .option('--user <name>', 'all tokens of this person instead')
    .option('--data <folder>', DATA)
    .action(async (which: string | undefined, _options, command: Command) =>
      (await import('../commands/token.ts')).revokeToken(which, optionsOf<TokenRevokeOptions>(command)),
    )
}

function addTokenCreate(token: Command): void {
  token
    .command('create')
    .description('make a token and print it, once')
    .argument('<name>', 'what it is for, such as the machine that will have it')
    .option('--user <name>', 'whose it is; shown in the logs, and all of them can be revoked at once')
    .addOption(new Option('--scope <scope>', 'what it may').choices(['read', 'write', 'admin']).default('write'))
    .option('--data <folder>', DATA)
    .option('--json', 'print an object')
    .action(async (name: string, _options, command: Command) =>
      (await import('../commands/token.ts')).createToken(name, optionsOf<TokenCreateOptions>(command)),
    )
}

function portNumber(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (port <= 65_535) return port
  throw new InvalidArgumentError('Give a number from 0 to 65535.')
}

function endpoint(text: string, before: readonly string[] = []): string[] {
  if (/^https?:\/\//i.test(text) && URL.canParse(text)) return [...before, text]
  throw new InvalidArgumentError('Give a whole address, such as https://api.openai.com/v1.')
}
