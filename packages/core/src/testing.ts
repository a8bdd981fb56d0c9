// Test doubles for those who write adapters, sinks and embeddings. Public, and kept like the rest of the API.
export { MemoryBlobStore } from './blob/memory-blob-store.ts'
export { captureDiag } from './diag.ts'
export { ManualClock } from './resilience/manual-clock.ts'
