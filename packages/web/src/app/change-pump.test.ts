import { ChangePump } from './change-pump.ts'

const roundOver = () => new Promise(resolve => setTimeout(resolve))

describe('the pump of changes', () => {
  it('gathers what comes together, and never hands on while a round is under way', async () => {
    const rounds: number[][] = []
    const pauses: (() => void)[] = []
    let finish = () => {}
    const pump = new ChangePump<number>(
      changes => {
        rounds.push(changes)
        return new Promise<void>(resolve => (finish = resolve))
      },
      then => void pauses.push(then),
    )
    pump.push(1)
    pump.push(2)
    expect(rounds).toEqual([])
    pauses.shift()!()
    expect(rounds).toEqual([[1, 2]])
    pump.push(3)
    expect(pauses).toEqual([])
    finish()
    await roundOver()
    pauses.shift()!()
    expect(rounds).toEqual([[1, 2], [3]])
  })

  it('goes on after a round that failed', async () => {
    const rounds: number[][] = []
    const pump = new ChangePump<number>(
      changes => {
        rounds.push(changes)
        return Promise.reject(new Error('no hub'))
      },
      then => then(),
    )
    pump.push(1)
    await roundOver()
    pump.push(2)
    await roundOver()
    expect(rounds).toEqual([[1], [2]])
  })
})
