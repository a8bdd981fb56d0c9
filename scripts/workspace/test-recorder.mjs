import { appendFileSync } from 'node:fs'

/**
 * A reporter for jest: writes a line of JSON to `TEST_RECORD_FILE` for each file that starts and each that ends, at
 * once, so that a run that crashes or hangs has still told what it did.
 */
export default class TestRecorder {
  #path = process.env.TEST_RECORD_FILE

  onTestFileStart({ path }) {
    this.#write({ event: 'file-start', path })
  }

  onTestFileResult({ path }, { testResults, testExecError, failureMessage }) {
    const tests = testResults.map(({ fullName, status }) => ({ name: fullName, status }))
    this.#write({
      event: 'file-end',
      path,
      tests,
      broken: testExecError !== undefined || (tests.length === 0 && failureMessage !== null),
    })
  }

  onRunComplete() {
    this.#write({ event: 'run-end' })
  }

  #write(event) {
    appendFileSync(this.#path, `${JSON.stringify(event)}\n`)
  }
}
