import { Artifact, type ArtifactType, type Run } from '@seetrain/core'

/** Names of the two files of a saved model; `model.json` names the other one, so `tf.loadLayersModel` can read them anywhere. */
const TOPOLOGY_FILE = 'model.json'
const WEIGHTS_FILE = 'model.weights.bin'

/** The members of a model that are read, as TensorFlow.js hands it to a save handler. All others are kept as they are. */
export interface ModelArtifacts {
  modelTopology?: object
  weightData?: ArrayBuffer | ArrayBuffer[]
  weightSpecs?: object[]
}

interface LoadedModel extends ModelArtifacts {
  /** Entries of a type of TensorFlow.js; `never` fits into it without having it here. */
  weightSpecs: never[]
}

/** What `model.save()` and `tf.loadLayersModel()` take. */
export interface IOHandler {
  save(
    artifacts: ModelArtifacts,
  ): Promise<{ modelArtifactsInfo: { dateSaved: Date; modelTopologyType: 'JSON'; weightDataBytes: number } }>
  load(): Promise<LoadedModel>
}

export interface ModelVersion {
  name: string
  type?: ArtifactType
  aliases?: string[]
  metadata?: object
  step?: number
}

/** Saves a model as a version of an artifact, and loads the version `name:latest`. */
export function modelHandler(run: Run, version: ModelVersion): IOHandler {
  return {
    save: async artifacts => {
      const weights = joined(artifacts.weightData)
      const artifact = new Artifact(version.name, version.type ?? 'model', { metadata: version.metadata ?? {} })
        .addObject(modelJson(artifacts), TOPOLOGY_FILE)
        .addBytes(weights, WEIGHTS_FILE)
      const { aliases, step } = version
      run.logArtifact(artifact, { ...(aliases && { aliases }), ...(step !== undefined && { step }) })
      return {
        modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON', weightDataBytes: weights.byteLength },
      }
    },
    load: async () => loadModel(run, version.name),
  }
}

/** Records that the run used the version. */
function loadModel(run: Run, reference: string): LoadedModel {
  const used = run.useArtifact(reference)
  const { weightsManifest, ...members } = JSON.parse(new TextDecoder().decode(used.read(TOPOLOGY_FILE))) as {
    weightsManifest: { weights: never[] }[]
  }
  // a copy: the bytes read may be a window into a larger buffer
  const weights = new Uint8Array(used.read(WEIGHTS_FILE))
  return { ...members, weightSpecs: weightsManifest.flatMap(group => group.weights), weightData: weights.buffer }
}

function modelJson(artifacts: ModelArtifacts): object {
  const weightsManifest = [{ paths: [`./${WEIGHTS_FILE}`], weights: artifacts.weightSpecs ?? [] }]
  return { ...artifacts, weightData: undefined, weightSpecs: undefined, getWeightStream: undefined, weightsManifest }
}

function joined(data: ArrayBuffer | ArrayBuffer[] = []): Uint8Array {
  const parts = (Array.isArray(data) ? data : [data]).map(part => new Uint8Array(part))
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.byteLength, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.byteLength
  }
  return whole
}
