/** More folders than this would hide a run behind its own restarts. */
const MOST_PASSES = 16

interface Tag {
  plugin: string
  /** The last step in each pass that the tag took part in. */
  lastSteps: number[]
  pass: number
}

/**
 * In which pass a value is written. TensorBoard takes a step below the last one of its tag for a restart and hides
 * what it had from there on. So the steps of a tag never fall within a pass: one that falls begins the next pass, a
 * folder of its own, and everything stays visible.
 */
export class TagPasses {
  readonly #tags = new Map<string, Tag>()

  /** A tag belongs to the plugin that wrote it first; another one's values go under a name of their own. */
  nameFor(tag: string, plugin: string): string {
    const known = this.#tags.get(tag)
    return known === undefined || known.plugin === plugin ? tag : `${tag}/${plugin}`
  }

  /** A step behind the last one of the tag: two values of one step hide each other. */
  stepBehind(name: string, atLeast: number): number {
    const tag = this.#tags.get(name)
    return Math.max(atLeast, (tag?.lastSteps[tag.pass] ?? -1) + 1)
  }

  passFor(name: string, plugin: string, step: number): number {
    const tag = this.#tagOf(name, plugin)
    const last = tag.lastSteps[tag.pass]
    if (last !== undefined && step < last) tag.pass = nextPass(tag, step)
    tag.lastSteps[tag.pass] = step
    return tag.pass
  }

  /** Takes in what an earlier process wrote. */
  learn(name: string, plugin: string, pass: number, step: number): void {
    const tag = this.#tagOf(name, plugin)
    tag.pass = Math.max(tag.pass, pass)
    tag.lastSteps[pass] = step
  }

  #tagOf(name: string, plugin: string): Tag {
    let tag = this.#tags.get(name)
    if (tag === undefined) this.#tags.set(name, (tag = { plugin, lastSteps: [], pass: 0 }))
    return tag
  }
}

// where no pass is left that the step fits into, TensorBoard shows the latest of what the last one holds
function nextPass({ lastSteps }: Tag, step: number): number {
  if (lastSteps.length < MOST_PASSES) return lastSteps.length
  const fitting = lastSteps.findIndex(last => last === undefined || last <= step)
  return fitting === -1 ? MOST_PASSES - 1 : fitting
}
