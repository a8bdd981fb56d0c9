import type { Importer } from './importer.ts'
import { mlflowImporter } from './mlflow/mlflow.ts'
import { mmengineImporter } from './mmengine/mmengine.ts'
import { swanlabImporter } from './swanlab/swanlab.ts'
import { csvImporter } from './table/csv.ts'
import { jsonlImporter } from './table/jsonl.ts'
import { tensorboardImporter } from './tensorboard/tensorboard.ts'
import { transformersImporter } from './transformers/transformers.ts'
import { wandbImporter } from './wandb/wandb.ts'

/** Every format, in the order in which they are asked: those that know exactly what they look for come first. */
export const importers: readonly Importer[] = [
  tensorboardImporter,
  wandbImporter,
  swanlabImporter,
  mlflowImporter,
  transformersImporter,
  mmengineImporter,
  jsonlImporter,
  csvImporter,
]
