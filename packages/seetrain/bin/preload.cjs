// Required by every Node program below `seetrain run`, of whatever version: old ones read it, too, and go on as they are.
// That is why it is no `--import`, which they refuse to start with.
var version = process.versions.node.split('.').map(Number)
if (version[0] > 22 || (version[0] === 22 && version[1] >= 18)) {
  try {
    require('seetrain/autolog')
  } catch (error) {
    process.stderr.write('seetrain: model calls are not recorded (' + error.message + '); the program goes on\n')
  }
}
