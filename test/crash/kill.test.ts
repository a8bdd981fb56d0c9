import { killRound, type KillRound } from './kill-round.ts'

/** 200 kills in `npm test`, thousands in `npm run soak`. */
const ROUNDS = Number(process.env['CRASH_ROUNDS'] ?? 200)
const AT_ONCE = 4
const PATTERNS = ['tight', 'steps', 'bursts', 'timers', 'mixed']

describe('a process that is killed at a random moment (features.md §9, trap 5)', () => {
  test.each<[KillRound['durability'], string, number]>([
    ['buffered', 'loses no call that returned more than 5 ms before', ROUNDS],
    ['record', 'loses no call at all', Math.ceil(ROUNDS / 5)],
  ])(
    '%s: %s',
    async (durability, _, rounds) => {
      const failures: object[] = []
      let started = 0
      let acknowledged = 0
      const worker = async (): Promise<void> => {
        while (started < rounds) {
          const round: KillRound = {
            pattern: PATTERNS[started++ % PATTERNS.length]!,
            durability,
            lifeMs: 1 + Math.random() * 120,
          }
          const result = await killRound(round)
          acknowledged += result.acknowledged
          const good = result.missing.length === 0 && result.inOrderOnce && result.state === 'killed'
          if (!good)
            failures.push({ ...round, ...result, missing: result.missing.slice(0, 5), missed: result.missing.length })
        }
      }
      const ends = await Promise.allSettled(Array.from({ length: AT_ONCE }, worker))
      for (const end of ends) if (end.status === 'rejected') throw end.reason
      expect(failures).toEqual([])
      expect(acknowledged).toBeGreaterThan(rounds)
    },
    ROUNDS * 5000,
  )
})
