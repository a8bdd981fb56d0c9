import { Empty } from '../parts/states.tsx'

export function NoArtifacts() {
  return (
    <Empty title="No artifacts yet">
      <p>Models, datasets and other files get versions once a run logs them:</p>
      <pre>
        {
          "const model = new Artifact('classifier', 'model')\nmodel.addFile('model.onnx')\nrun.logArtifact(model, { aliases: ['best'] })"
        }
      </pre>
    </Empty>
  )
}
