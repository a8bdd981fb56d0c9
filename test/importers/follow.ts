import { FileBlobStore, nodeFileSystem, randomIdSource, systemClock } from '@seetrain/core'
import { importPath } from '@seetrain/hub'

// follows a path as `seetrain import --follow` does, and says a word for each piece and each look
const [path = '', home = ''] = process.argv.slice(2)
await importPath(path, {
  home,
  maxMediaBytes: 2 ** 24,
  clock: systemClock,
  fileSystem: nodeFileSystem,
  ids: randomIdSource,
  blobs: new FileBlobStore(home, nodeFileSystem),
  untilNext: () => {
    process.stdout.write('look\n')
    return new Promise(resolve => setTimeout(resolve, 5))
  },
  onProgress: ({ records }) => void process.stdout.write(`${records}\n`),
})
