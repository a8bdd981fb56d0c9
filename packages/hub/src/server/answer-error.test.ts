import type { Logger } from '@seetrain/core'
import { answerError } from './answer-error.ts'

function answered(error: unknown): { status: number; logged: string[] } {
  const logged: string[] = []
  const logger: Logger = { debug() {}, info() {}, warn() {}, error: message => void logged.push(message) }
  return { status: answerError(error, logger).status, logged }
}

test('what the hub did not expect is logged, and told without its text', () => {
  const { status, logged } = answered(new Error('secret'))
  expect([status, logged]).toEqual([500, [expect.stringContaining('secret')]])
})

test('a sender that goes away in the middle is no failure of the hub', () => {
  const gone = Object.assign(new Error('aborted'), { code: 'ECONNRESET' })
  expect(answered(gone)).toEqual({ status: 400, logged: [] })
})
