const EXIT_CODES = { failure: 1, usage: 2 } as const

/** What a command tells a person in one line, and the exit code that a script sees. */
export class CommandError extends Error {
  readonly exitCode: number

  /** `kind` may be the exit code itself, where a command has codes of its own. */
  constructor(kind: keyof typeof EXIT_CODES | number, message: string) {
    super(message)
    this.name = 'CommandError'
    this.exitCode = typeof kind === 'number' ? kind : EXIT_CODES[kind]
  }
}
