import { CheckpointPlan, type CheckpointRule } from './checkpoint-plan.ts'

function saved(rule: CheckpointRule, values: number[], key = rule.monitor ?? 'loss'): string[] {
  const plan = new CheckpointPlan(rule)
  return values.map((value, epoch) => plan.aliases(epoch, { [key]: value })?.join('+') ?? '-')
}

test('trap 20: every N epochs saves once per N epochs', () => {
  expect(saved({ every: 3 }, [1, 1, 1, 1, 1, 1, 1])).toEqual(['-', '-', 'last', '-', '-', 'last', '-'])
})

test.each<[CheckpointRule, string[]]>([
  [{ every: 1, monitor: 'val_loss' }, ['last+best', 'last', 'last+best', 'last', 'last']],
  [{ every: 0, monitor: 'val_loss' }, ['last+best', '-', 'last+best', '-', '-']],
  [{ every: 0, monitor: 'val_acc' }, ['last+best', 'last+best', '-', '-', '-']],
  [{ every: 0, monitor: 'val_acc', mode: 'min' }, ['last+best', '-', 'last+best', '-', '-']],
  [{ every: 2, monitor: 'val_loss' }, ['last+best', 'last', 'last+best', 'last', '-']],
])('%j over 3, 5, 2, NaN, 2', (rule, expected) => {
  expect(saved(rule, [3, 5, 2, NaN, 2])).toEqual(expected)
})

test('a monitored metric that is not there is named with those that are', () => {
  expect(() => saved({ every: 1, monitor: 'val_los' }, [1], 'val_loss')).toThrow(
    '"val_los". The epoch has no such metric, only: val_loss.',
  )
})

test.each([
  [{ every: -1 }, 'checkpoint.every'],
  [{ every: 1.5 }, 'checkpoint.every'],
  [{ every: 0 }, 'checkpoint.monitor'],
  [{ every: 1, mode: 'up' }, 'checkpoint.mode'],
])('%j is refused', (rule, field) => {
  expect(() => new CheckpointPlan(rule as CheckpointRule)).toThrow(field)
})
