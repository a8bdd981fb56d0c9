import { MlflowDoor, type MlflowDoorParts } from './mlflow-door.ts'

/** The door, opened when something comes to it. */
export class LazyDoor {
  readonly #parts: MlflowDoorParts
  #door: MlflowDoor | undefined

  constructor(parts: MlflowDoorParts) {
    this.#parts = parts
  }

  /** Throws `JournalLockedError` when another process has the door's journal. */
  open(): MlflowDoor {
    return (this.#door ??= new MlflowDoor(this.#parts))
  }

  close(): void {
    this.#door?.close()
  }
}
