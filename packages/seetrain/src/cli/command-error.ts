const EXIT_CODES = { failure: 1, usage: 2 } as const

/** What a command tells a person in one line, and the exit code that a script sees. */
export class CommandError extends Error {
  readonly exitCode: number

  constructor(kind: keyof typeof EXIT_CODES, message: string) {
    super(message)
    this.name = 'CommandError'
    this.exitCode = EXIT_CODES[kind]
  }
}
