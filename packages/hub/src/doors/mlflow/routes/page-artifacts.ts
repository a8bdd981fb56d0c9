import { artifactPath } from '../files/artifact-path.ts'
import { giveFile } from '../files/give-file.ts'
import { proxiedPath } from '../files/proxied-path.ts'
import type { MlflowDoor } from '../mlflow-door.ts'
import type { MlflowRoutes } from '../mlflow-route.ts'
import { invalidParameter } from '../wire/mlflow-error.ts'
import { findLoggedModel } from '../find/logged-model.ts'
import { findVersion } from '../find/model-version.ts'
import { findRun } from './runs.ts'
import { findTrace } from './traces.ts'

/** Artifacts by what they belong to, as MLflow's page and scripts around it ask for them. */
// oxlint-disable-next-line max-lines-per-function -- a table: each route is a few lines that are read alone
export function pageArtifactRoutes(door: MlflowDoor): MlflowRoutes {
  return {
    reads: {
      'GET get-artifact': ({ fields }) => {
        const { run_id: given, path } = fields({ run_id: 'text!', path: 'text!' })
        const below = artifactPath(path)
        return giveBelow(door, findRun(door, given).run.artifactUri, below)
      },
      'GET model-versions/get-artifact': ({ fields }) => {
        const { name, version, path } = fields({ name: 'text!', version: 'word!', path: 'text!' })
        const below = artifactPath(path)
        return giveBelow(door, findVersion(door, name, version).state.storage, below)
      },
      'GET logged-models/:id/artifacts/files': ({ params, fields }) => {
        const below = artifactPath(fields({ artifact_file_path: 'text!' }).artifact_file_path)
        return giveBelow(door, findLoggedModel(door, params['id']!).model.artifactUri, below)
      },
      'GET get-trace-artifact': ({ fields }) => {
        const { trace } = findTrace(door, fields({ request_id: 'text!' }).request_id)
        return giveBelow(door, trace.tags['mlflow.artifactLocation'] ?? '', 'traces.json')
      },
    },
    writes: {
      'POST upload-artifact': async ({ fields, pieces }) => {
        const { run_uuid: given, path } = fields({ run_uuid: 'text', path: 'text' })
        if (given === undefined) throw invalidParameter('Request must specify run_uuid.')
        if (path === undefined) throw invalidParameter('Request must specify path.')
        const below = artifactPath(path)
        const root = rootOf(findRun(door, given).run.artifactUri)
        await door.files.put(`${root}/${below}`, filled(pieces()))
        return {}
      },
    },
  }
}

function giveBelow(door: MlflowDoor, uri: string, below: string): Response {
  return giveFile(door, `${rootOf(uri)}/${below}`)
}

function rootOf(uri: string): string {
  const root = proxiedPath(uri)
  if (root === undefined) throw invalidParameter(`The artifacts at ${uri.slice(0, 200)} are not kept by this hub.`)
  return root
}

async function* filled(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const piece of pieces) {
    size += piece.length
    yield piece
  }
  if (size === 0) throw invalidParameter('Request must specify data.')
}
