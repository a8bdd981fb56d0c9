/** How many requests are under way at once: a file each, and a server takes its time for each. */
const AT_ONCE = 6

/** Does the work for each item, some at once. When one fails the others come to their end first. */
export async function inParallel<Item>(items: Iterable<Item>, work: (item: Item) => Promise<void>): Promise<void> {
  const queue = [...items].values()
  const worker = async (): Promise<void> => {
    for (const item of queue) await work(item)
  }
  const results = await Promise.allSettled(Array.from({ length: AT_ONCE }, worker))
  const failure = results.find(result => result.status === 'rejected')
  if (failure !== undefined) throw failure.reason
}
