import { Artifact, type Run } from 'seetrain'

/** A dataset, and two versions of a model that was made from it. */
export function logSampleArtifacts(run: Run): void {
  const digits = new Artifact('digits-data', 'dataset', { description: 'Digits, cut to 28 by 28 pixels' })
  digits.addObject(
    Array.from({ length: 100 }, (_, index) => index % 10),
    'labels.json',
  )
  run.logArtifact(digits, { aliases: ['clean'] })
  run.useArtifact('digits-data:clean')
  for (const [version, accuracy] of [0.91, 0.98].entries()) {
    const model = new Artifact('digits-model', 'model', { metadata: { accuracy } })
    model.addObject({ accuracy, weights: Array.from({ length: 400 }, (_, index) => index * accuracy) }, 'weights.json')
    run.logArtifact(model, { aliases: version === 1 ? ['best'] : [], step: (version + 1) * 2500 })
  }
}
