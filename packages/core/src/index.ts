// The user's side
export {
  activeRun,
  addMetricProcessor,
  alert,
  config,
  defineMetric,
  edit,
  finish,
  init,
  log,
  logArtifact,
  logAudio,
  logEvery,
  logHistogram,
  logHtml,
  logImage,
  logMolecule,
  logObject3D,
  logPlot,
  logScalar,
  logTable,
  logText,
  logVideo,
  updateConfig,
  useArtifact,
  withIntegration,
  withSession,
} from './session.ts'
export type { InitOptions } from './run/init-options.ts'
export { openBeside, openWithMemory, type BesideOptions } from './run/open-beside.ts'
export { ExperimentRun } from './run/experiment-run.ts'
export { trailingMean, type TrailingMeanOptions } from './run/trailing-mean.ts'
export { events, type SeeTrainEvents } from './events.ts'
export { VERSION } from './version.ts'

// Contracts
export type * from './contracts/record.ts'
export { ARTIFACT_TYPES } from './contracts/record.ts'
export type * from './contracts/run.ts'
export type * from './contracts/integration.ts'
export type * from './contracts/sink.ts'
export type * from './contracts/ports.ts'
export type { BlobStore } from './contracts/blob-store.ts'
export { BLOB_STORE, CLOCK, FETCH, FILE_SYSTEM, ID_SOURCE, LOGGER } from './contracts/tokens.ts'

// Media
export { Audio, type AudioOptions } from './media/audio.ts'
export { confusionMatrix, prCurve, rocCurve, type CurveOptions } from './media/classification-plots.ts'
export { Histogram, type HistogramOptions } from './media/histogram.ts'
export { Html, type HtmlOptions } from './media/html.ts'
export { Image, type ImageOptions } from './media/image.ts'
export type { Classes, ImageBox, ImageBoxes, ImageMask } from './media/image-overlays.ts'
export { Media, type MediaContext } from './media/media.ts'
export { MEDIA_CLASSES } from './media/media-classes.ts'
export { mediaBlobs } from './media/media-blobs.ts'
export { Molecule, type MoleculeFormat, type MoleculeOptions } from './media/molecule.ts'
export { Object3D, type Box3D, type Object3DFormat, type Object3DOptions } from './media/object3d.ts'
export { Plot, type PlotFormat, type PlotOptions } from './media/plot.ts'
export { barPlot, linePlot, scatterPlot, type ChartOptions, type ChartSeries } from './media/plot-charts.ts'
export { Table, type TableContent, type TableOptions } from './media/table.ts'
export type { ColumnType } from './media/table-cells.ts'
export { Text, type TextOptions } from './media/text.ts'
export { Video, type VideoOptions } from './media/video.ts'

// Artifacts
export { Artifact, type ArtifactOptions, type ObjectFormat } from './artifact/artifact.ts'
export { ArtifactStore, type ListedArtifact, type PutOptions, type StoredArtifact } from './artifact/artifact-store.ts'
export { artifactNode, runNode } from './artifact/lineage.ts'
export { decodeManifest } from './artifact/manifest.ts'
export { mimeOf } from './artifact/mime-of.ts'
export { FileBlobStore } from './blob/file-blob-store.ts'

// Integrations
export { AutologAdapter } from './integration/autolog-adapter.ts'
export { CallbackAdapter } from './integration/callback-adapter.ts'
export { checkObject, checkStep, checkString } from './integration/check-argument.ts'
export { LazyModule, loadOptional } from './integration/load-optional.ts'
export { PatchBook } from './integration/patch-book.ts'
export { listIntegrations, registerIntegration, resolveIntegration } from './integration/registry.ts'
export { toldCalls, type ToldCall } from './integration/told-calls.ts'
export { TrackerAdapter } from './integration/tracker-adapter.ts'
export { VisBackendAdapter } from './integration/visbackend-adapter.ts'

// Sinks
export { AppendFile } from './courier/append-file.ts'
export { policyOf } from './courier/couriers.ts'
export { createSink, listSinks, registerSink } from './courier/sink-registry.ts'
export { sinkSpecs } from './courier/sink-specs.ts'
export { syncHome, syncRun, type SyncProgress, type SyncResult } from './courier/sync.ts'

// Resilience
export { getIntegrationErrorStats, resetIntegrationErrorStats } from './resilience/operations.ts'
export { withCircuitBreaker } from './resilience/circuit-breaker.ts'
export { withGracefulDegradation } from './resilience/graceful-degradation.ts'
export { withRetry } from './resilience/retry.ts'

// Reading what was written
export { acquireJournalLock, livingWriter } from './journal/journal-lock.ts'
export { acquireOwnership, describeOwner, isAlive, ownerOf, type Owner } from './lock/owner-lock.ts'
export {
  JournalReader,
  type JournalChunk,
  type JournalStretch,
  type JournalVisitor,
  type ReadLimits,
} from './journal/reader.ts'
export { FRAME, type FrameView } from './journal/frame.ts'
export { recoverJournal } from './journal/recover.ts'
export { scanFrames } from './journal/scan.ts'
export { journalSize, listSegments, segmentPath } from './journal/segments.ts'
export { listWriters, MAIN_WRITER, readRun, writerFolder, type WriterRecord } from './journal/run-reader.ts'
export { JournalWriter, type JournalWriterOptions } from './journal/writer.ts'
export { editRun, type EditRunParts } from './run/edit-run.ts'
export { listRuns, loadRun, loadSummary, runExists, runFolder, runsFolder } from './run/load-run.ts'
export { applyConfig, RunState } from './run/run-state.ts'
export { writeSummary, type RunSummary } from './run/summary-file.ts'
export { crc32c } from './record/crc32c.ts'
export { decodeRecord, encodeRecord } from './record/plain-json.ts'
export { plainToJson, recordToJson } from './record/to-json.ts'

// Settings and diagnosis
export { diag, setLogLevel, warnOnce, type LogLevel } from './diag.ts'
export { maskEnvironment } from './environment/mask-environment.ts'
export { maskSecrets } from './environment/mask-secrets.ts'
export { StreamRecorder } from './environment/stream-recorder.ts'
export { MemoryFileSystem } from './ports/memory-file-system.ts'
export { nodeFileSystem } from './ports/node-file-system.ts'
export { randomIdSource } from './ports/random-id-source.ts'
export { systemClock } from './ports/system-clock.ts'
export {
  describeSettings,
  resolveSettings,
  settingsTable,
  type ResolvedSettings,
  type SettingDescription,
  type SettingName,
  type Settings,
  type SettingsArgument,
  type SinkSpec,
} from './settings/index.ts'

// Errors
export { errorText } from './errors/error-text.ts'
export { SeeTrainError } from './errors/seetrain-error.ts'
export { LockBusyError } from './errors/lock-busy-error.ts'
export { ArtifactMissingError } from './errors/artifact-missing-error.ts'
export { BlobDamagedError } from './errors/blob-damaged-error.ts'
export { BlobMissingError } from './errors/blob-missing-error.ts'
export { CatalogDamagedError } from './errors/catalog-damaged-error.ts'
export { CircuitOpenError } from './errors/circuit-open-error.ts'
export { CursorDamagedError } from './errors/cursor-damaged-error.ts'
export { CursorLockedError } from './errors/cursor-locked-error.ts'
export { DeadlineError } from './errors/deadline-error.ts'
export { FileChangedError } from './errors/file-changed-error.ts'
export { InvalidArgumentError } from './errors/invalid-argument-error.ts'
export { InvalidSettingError } from './errors/invalid-setting-error.ts'
export { JournalLockedError } from './errors/journal-locked-error.ts'
export { MissingPackageError } from './errors/missing-package-error.ts'
export { PackageLoadError } from './errors/package-load-error.ts'
export { PoisonRecordError } from './errors/poison-record-error.ts'
export { RejectedBatchError } from './errors/rejected-batch-error.ts'
export { RunExistsError } from './errors/run-exists-error.ts'
export { RunMissingError } from './errors/run-missing-error.ts'
export { SizeLimitError } from './errors/size-limit-error.ts'
export { UnknownHookError } from './errors/unknown-hook-error.ts'
export { UnknownIntegrationError } from './errors/unknown-integration-error.ts'
export { UnknownSinkError } from './errors/unknown-sink-error.ts'
export { WrongModeError } from './errors/wrong-mode-error.ts'
