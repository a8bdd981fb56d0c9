import { captureDiag } from '../diag.ts'
import { unwatchProcess, watchProcess, type Ending } from './lifecycle.ts'

/** A run as the process's end sees it, which notes what was done to it. */
class NotedRun implements Ending {
  readonly notes: string[] = []

  endNow(outcome: object): void {
    this.notes.push(`end ${JSON.stringify(outcome)}`)
    unwatchProcess(this)
  }

  async finish(): Promise<void> {
    this.notes.push('finish')
  }

  flushNow(): void {
    this.notes.push('flush')
  }
}

class BrokenRun extends NotedRun {
  override flushNow(): void {
    throw new Error('broken')
  }
}

describe('what the process does to runs', () => {
  const run = new NotedRun()
  const others = jest.fn()
  beforeEach(() => {
    run.notes.length = 0
    watchProcess(run)
    process.on('SIGHUP', others)
  })
  afterEach(() => {
    unwatchProcess(run)
    process.off('SIGHUP', others)
  })

  it('a signal that the program handles only writes what is pending', () => {
    process.emit('SIGHUP', 'SIGHUP')
    expect(run.notes).toEqual(['flush'])
    expect(others).toHaveBeenCalledTimes(1)
  })

  it('an exception writes what is pending', () => {
    const emitter: NodeJS.EventEmitter = process
    emitter.emit('uncaughtExceptionMonitor', new Error('x'), 'uncaughtException')
    expect(run.notes).toEqual(['flush'])
  })

  it('one run that fails at it does not keep the others from it, nor the program', () => {
    const told: string[] = []
    const release = captureDiag(line => told.push(line))
    const broken = new BrokenRun()
    unwatchProcess(run)
    watchProcess(broken)
    watchProcess(run)
    process.emit('SIGHUP', 'SIGHUP')
    unwatchProcess(broken)
    release()
    expect(run.notes).toEqual(['flush'])
    expect(told).toEqual([expect.stringContaining('Error: broken')])
  })
})
