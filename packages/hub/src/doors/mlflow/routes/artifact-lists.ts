import type { MlflowDoor } from '../mlflow-door.ts'
import type { MlflowRoutes } from '../mlflow-route.ts'
import { artifactPath } from '../files/artifact-path.ts'
import { proxiedPath } from '../files/proxied-path.ts'
import { findLoggedModel } from '../find/logged-model.ts'
import { findRun } from './runs.ts'

/** Listings by run and by logged model; paths in them begin at the owner's root. */
export function artifactListRoutes(door: MlflowDoor): MlflowRoutes {
  return {
    reads: {
      'GET artifacts/list': ({ fields }) => {
        const { run_id: given, path = '' } = fields({ run_id: 'text!', path: 'text' })
        const below = artifactPath(path)
        return listed(door, findRun(door, given).run.artifactUri, below)
      },
      'GET logged-models/:id/artifacts/directories': ({ params, fields }) => {
        const below = artifactPath(fields({ artifact_directory_path: 'text' }).artifact_directory_path ?? '')
        return listed(door, findLoggedModel(door, params['id']!).model.artifactUri, below)
      },
    },
  }
}

// what lies at addresses of others the hub does not look at
function listed(door: MlflowDoor, rootUri: string, below: string): object {
  const root = proxiedPath(rootUri)
  if (root === undefined) return { root_uri: rootUri, files: [] }
  const prefix = below === '' ? '' : `${below}/`
  return { root_uri: rootUri, files: filesJson(door, `${root}/${below}`.replace(/\/$/, ''), prefix) }
}

export function filesJson(door: MlflowDoor, folder: string, prefix: string): object[] {
  return door.files
    .list(folder)
    .map(({ name, file }) =>
      file === undefined
        ? { path: prefix + name, is_dir: true }
        : { path: prefix + name, is_dir: false, file_size: file.size },
    )
}
