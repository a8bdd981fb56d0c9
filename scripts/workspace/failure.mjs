/** Something the reader of the terminal can act on: what failed, what to do, and the end of what the tool said. */
export class Failure extends Error {
  constructor(what, remedy, output = '') {
    super(what)
    this.remedy = remedy
    this.output = output
  }
}

/** Runs a script's work. A `Failure` is told in words; anything else is a bug of the script and shows its stack. */
export async function runScript(work) {
  try {
    process.exitCode = (await work()) ?? 0
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const tail = error.output.trimEnd().split('\n').slice(-40).join('\n')
    if (tail) console.error(`\n${tail}`)
    console.error(`\n${error.message}\n${error.remedy}`)
    process.exitCode = 1
  }
}
