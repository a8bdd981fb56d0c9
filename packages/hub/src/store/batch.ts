import type { MetricRecord, PlainObject, RunRecord, SystemRecord } from '@seetrain/core'

/** What a stretch of one writer's journal holds, sorted for a store: points in columns, everything else as it was. */
export interface JournalBatch {
  /** Offset in the journal behind the stretch: where the next batch begins. */
  nextOffset: number
  /** Records of the stretch that were damaged and could not be read. */
  lost: number
  /** At most one entry for each source and key. The points of a key are in the order of the journal. */
  series: readonly PointColumns[]
  /** The other records, in the order of the journal. */
  records: readonly StoredRecord[]
  /** Words of text media by the sha256 of their blob, for the search. What is absent can not be found by its words. */
  texts: ReadonlyMap<string, string>
}

/** Records that a store keeps as they are. Points of metrics and samples of the machine come as columns. */
export type StoredRecord = Exclude<RunRecord, MetricRecord | SystemRecord>

/** `metric`: what the run logged. `system`: what the machine did meanwhile. */
export type SeriesSource = 'metric' | 'system'

/** Points as columns, in the order of logging. */
export interface Points {
  /** 0 for samples of the machine, which have times alone. */
  steps: Float64Array
  values: Float64Array
  times: Float64Array
  /** NaN for a point without an epoch; undefined when no point has one. */
  epochs: Float64Array | undefined
}

/** The points of one key. The arrays belong to the giver, may be longer than `count`, and are only lent for the call. */
export interface PointColumns extends Points {
  source: SeriesSource
  key: string
  count: number
  /** The kind and the metadata that came last with a point, if any. */
  metricKind?: string
  metadata?: PlainObject
}
