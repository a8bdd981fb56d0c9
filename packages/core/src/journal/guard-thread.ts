import { writeSync } from 'node:fs'
import { receiveMessageOnPort, workerData, type MessagePort } from 'node:worker_threads'
import { FRAME, sealFrame } from './frame.ts'
import { CELL, CLAIM, type GuardedJournal } from './guard-cells.ts'

/**
 * The guard: a thread that writes what a journal's own thread has left in its buffer because it is busy computing. It
 * acts on buffers that did not change between two looks; a program that keeps logging writes by itself.
 */
const LOOK_EVERY_MS = 1.5
/** Between the claim and the look whether the writer has moved; see guard-cells.ts. */
const PAUSE_MS = 1

interface Watched extends GuardedJournal {
  seen: number
}

const { port, wake } = workerData as { port: MessagePort; wake: Int32Array }
const journals: Watched[] = []

for (;;) {
  // sleeps until a journal has something in its buffer, then looks every few milliseconds
  Atomics.wait(wake, 0, 0)
  Atomics.wait(wake, 1, 0, LOOK_EVERY_MS)
  for (let message = receiveMessageOnPort(port); message !== undefined; message = receiveMessageOnPort(port))
    change(message.message)
  Atomics.store(wake, 0, 0)
  for (const journal of journals) if (look(journal)) Atomics.store(wake, 0, 1)
}

function change({ watch, forget }: { watch?: GuardedJournal; forget?: Int32Array }): void {
  if (watch !== undefined) {
    journals.push({ ...watch, seen: -1 })
    Atomics.store(watch.cells, CELL.ready, 1)
  }
  const index = journals.findIndex(journal => journal.cells.buffer === forget?.buffer)
  if (index >= 0) journals.splice(index, 1)
}

/** Returns whether the buffer may need another look. */
function look(journal: Watched): boolean {
  const { cells, bytes } = journal
  const version = Atomics.load(cells, CELL.version)
  const end = cells[CELL.end]!
  if (Atomics.load(cells, CELL.claim) !== CLAIM.none || cells[CELL.descriptor]! < 0) return false
  if (version % 2 !== 0 || version !== journal.seen) {
    journal.seen = version
    return true
  }
  if (end > 0) writeOut(cells, bytes, version, end)
  return false
}

function writeOut(cells: Int32Array, bytes: Uint8Array, version: number, end: number): void {
  const copy = bytes.slice(0, end)
  const frameStart = cells[CELL.frameStart]!
  if (frameStart >= 0) sealFrame(copy, frameStart, end, FRAME.points, cells[CELL.sequence]!)
  const descriptor = cells[CELL.descriptor]!
  const position = (cells[CELL.positionLow]! >>> 0) + cells[CELL.positionHigh]! * 2 ** 32
  Atomics.store(cells, CELL.claim, CLAIM.writing)
  Atomics.wait(wake, 1, 0, PAUSE_MS)
  const isOurs = Atomics.load(cells, CELL.version) === version
  const done = isOurs && writeAll(descriptor, copy, position)
  Atomics.store(cells, CELL.claim, done ? CLAIM.written : CLAIM.none)
  Atomics.notify(cells, CELL.claim)
}

// a disk that refuses is the writer's business: it tries again and tells
function writeAll(descriptor: number, bytes: Uint8Array, position: number): boolean {
  try {
    for (let done = 0; done < bytes.length;)
      done += writeSync(descriptor, bytes, done, bytes.length - done, position + done)
    return true
  } catch {
    return false
  }
}
