import type { FSWatcher } from 'node:fs'

/** Tells that something in a folder changed, soon after it did. Only a hint: who asks looks for himself, now and then too. */
export interface FolderWatch {
  /** Returns undefined where folders can not be watched. `onEnd` is called when the watch ends by itself. */
  watch(folder: string, onChange: () => void, onEnd: () => void): { close(): void } | undefined
}

/** What the operating system offers. Keeps no process alive. */
export const nodeFolderWatch: FolderWatch = {
  watch(folder, onChange, onEnd) {
    const { watch } = process.getBuiltinModule('node:fs')
    let watcher: FSWatcher
    try {
      watcher = watch(folder, { persistent: false }, onChange)
    } catch {
      // too many watches, a folder that has just gone, a file system that has none
      return undefined
    }
    watcher.on('error', () => {
      watcher.close()
      onEnd()
    })
    return { close: () => watcher.close() }
  },
}

/** For file systems that tell nothing, and for tests. */
export const noFolderWatch: FolderWatch = { watch: () => undefined }
