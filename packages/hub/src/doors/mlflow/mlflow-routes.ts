import { RouteTable } from './match-route.ts'
import type { MlflowDoor } from './mlflow-door.ts'
import { artifactListRoutes } from './routes/artifact-lists.ts'
import { assessmentRoutes } from './routes/assessments.ts'
import { evaluationDatasetRoutes } from './routes/evaluation-datasets.ts'
import { evaluationRecordRoutes } from './routes/evaluation-records.ts'
import { experimentRoutes } from './routes/experiments.ts'
import { loggedModelRoutes } from './routes/logged-models.ts'
import { metricRoutes } from './routes/metrics.ts'
import { modelVersionRoutes } from './routes/model-versions.ts'
import { pageArtifactRoutes } from './routes/page-artifacts.ts'
import { registeredModelRoutes } from './routes/registered-models.ts'
import { runInputRoutes } from './routes/run-inputs.ts'
import { runLoggingRoutes } from './routes/run-logging.ts'
import { runRoutes } from './routes/runs.ts'
import { scorerRoutes } from './routes/scorers.ts'
import { searchRunRoutes } from './routes/search-runs.ts'
import { serverInfoRoutes } from './routes/server-info.ts'
import { traceRoutes } from './routes/traces.ts'
import { traceV2Routes } from './routes/traces-v2.ts'

/** Everything below `mlflow/` that the hub answers. */
export function mlflowRoutes(door: MlflowDoor): RouteTable {
  return new RouteTable([
    experimentRoutes(door),
    runRoutes(door),
    runLoggingRoutes(door),
    runInputRoutes(door),
    searchRunRoutes(door),
    metricRoutes(door),
    artifactListRoutes(door),
    pageArtifactRoutes(door),
    loggedModelRoutes(door),
    registeredModelRoutes(door),
    modelVersionRoutes(door),
    traceRoutes(door),
    traceV2Routes(door),
    assessmentRoutes(door),
    evaluationDatasetRoutes(door),
    evaluationRecordRoutes(door),
    scorerRoutes(door),
    serverInfoRoutes(),
  ])
}
