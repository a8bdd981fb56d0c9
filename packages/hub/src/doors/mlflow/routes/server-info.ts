import type { MlflowRoutes } from '../mlflow-route.ts'

/** The version of MLflow's server that clients take the hub for: what they then ask of it, it answers. */
export const SPOKEN_VERSION = '3.6.0'

export function serverInfoRoutes(): MlflowRoutes {
  return {
    reads: {
      '3.0 GET server-info': () => ({
        store_type: 'SqlStore',
        workspaces_enabled: false,
        trace_archival_enabled: false,
      }),
    },
  }
}
