import { captureCode, codeLocation } from '../../packages/autolog/src/call/code-location.ts'

const FAR = 12

function called(): object {
  return codeLocation(captureCode(called, FAR))
}

function byTheUser(): object {
  return called()
}

describe('the place of a call', () => {
  it('is the line above the method', () => {
    expect(byTheUser()).toEqual({
      'code.file.path': __filename,
      'code.line.number': expect.any(Number),
      'code.function.name': 'byTheUser',
    })
  })

  it('leaves the limit and the preparation of stacks as they were', () => {
    const before = [Error.stackTraceLimit, Error.prepareStackTrace]
    byTheUser()
    expect([Error.stackTraceLimit, Error.prepareStackTrace]).toEqual(before)
  })

  it('is unknown, and nothing else, where stacks can not be limited', () => {
    const usual = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit')!
    Object.defineProperty(Error, 'stackTraceLimit', { ...usual, writable: false })
    try {
      expect(byTheUser()).toEqual({})
    } finally {
      Object.defineProperty(Error, 'stackTraceLimit', usual)
    }
  })
})
