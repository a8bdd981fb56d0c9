/** The state of TensorFlow.js's own early stopping, as its instances hold it. */
export interface EarlyStopping {
  monitor: string
  patience: number
  /** Epochs without improvement so far. */
  wait: number
  best: number
  /** The epoch after which it stopped the training; 0 as long as it did not. */
  stoppedEpoch: number
}

/** Its state is there when the training begins, not before. */
export function isEarlyStopping(callback: object): callback is EarlyStopping {
  return 'monitor' in callback && 'patience' in callback && 'minDelta' in callback
}

/** A copy of what is told of it. */
export function stoppingState({ monitor, patience, wait, best, stoppedEpoch }: EarlyStopping): EarlyStopping {
  return { monitor, patience, wait, best, stoppedEpoch }
}
