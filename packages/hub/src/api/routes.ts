import { adminRoutes } from './admin-routes.ts'
import { blobRoutes } from './blob-routes.ts'
import { callRoutes } from './call-routes.ts'
import { contentRoutes } from './content-routes.ts'
import { hookRoutes } from './hook-routes.ts'
import { runRoutes } from './run-routes.ts'
import { seriesRoutes } from './series-routes.ts'

/** Every route of `/api/v1`, by the name that the client calls it. */
export const ROUTES = {
  ...runRoutes,
  ...seriesRoutes,
  ...contentRoutes,
  ...callRoutes,
  ...blobRoutes,
  ...hookRoutes,
  ...adminRoutes,
}
