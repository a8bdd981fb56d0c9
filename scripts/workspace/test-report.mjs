/** The closing report: skips by reason, failures, and the counts alone on the last line. */
export function reportTests({ passed, failures, skips }) {
  const lines = ['']
  for (const [reason, tests] of groupByReason(skips)) {
    lines.push(`skipped: ${reason} (${tests.length})`)
    if (reason !== NO_REASON) lines.push(...tests.map(({ file, name }) => `  ${file}: ${name}`))
  }
  if (failures.length > 0) lines.push('failed:', ...failures.map(failure => `  ${failure}`))
  const counts = [`${passed} passed`, `${failures.length} failed`]
  if (skips.length > 0) counts.push(`${skips.length} skipped`)
  return [...lines, counts.join(', ')].join('\n')
}

const NO_REASON = 'left out by a filter, .only or .skip'

function groupByReason(skips) {
  const groups = new Map()
  for (const skip of skips) {
    const reason = skip.reason ?? NO_REASON
    groups.set(reason, [...(groups.get(reason) ?? []), skip])
  }
  return groups
}
