// The Python package travels within the npm package `seetrain`, whose command hands it to Python programs. npm runs this
// around packing: `copy` puts it there, `remove` takes it away again.
import { cpSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { root } from './workspace/root.mjs'

const target = join(root, 'packages', 'seetrain', 'python')

rmSync(target, { recursive: true, force: true })
if (process.argv[2] === 'copy') {
  cpSync(join(root, 'python', 'seetrain'), join(target, 'seetrain'), {
    recursive: true,
    filter: source => basename(source) !== '__pycache__',
  })
}
