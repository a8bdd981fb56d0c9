// Before tests and screenshots: the dashboard as its sources are now.
import { buildDashboard } from '../../scripts/workspace/dashboard.mjs'
import { runScript } from '../../scripts/workspace/failure.mjs'

await runScript(buildDashboard)
