import { integrations as sdks } from '@seetrain/autolog/catalog'
import { CommandError } from '../command-error.ts'

/** What the Python package hears, by the names of its `zero_code`. */
export const PYTHON_FRAMEWORKS = [
  'tensorboard',
  'pytorch_lightning',
  'keras',
  'transformers',
  'accelerate',
  'ultralytics',
  'xgboost',
  'lightgbm',
  'sklearn',
  'optuna',
  'torch',
  'joblib',
] as const

/** Frameworks and SDKs that are to be left alone: of `--without`, and of SEETRAIN_WITHOUT. */
export function namesLeftOut(given: readonly string[] = [], environment: NodeJS.ProcessEnv): string[] {
  const known = [...PYTHON_FRAMEWORKS, ...Object.keys(sdks), 'all']
  const named = wordsIn(given)
  const unknown = named.find(name => !known.includes(name))
  if (unknown !== undefined)
    throw new CommandError('usage', `run: --without: nothing is called ${unknown}. There are: ${known.join(', ')}.`)
  // another version may know what this one does not
  return [...new Set([...named, ...wordsIn([environment['SEETRAIN_WITHOUT'] ?? ''])])]
}

function wordsIn(texts: readonly string[]): string[] {
  return texts.flatMap(text => text.split(',').map(word => word.trim())).filter(word => word !== '')
}
