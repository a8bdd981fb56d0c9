import { execFileSync } from 'node:child_process'
import { integrations } from '@seetrain/adapters'
import { LazyModule } from '@seetrain/core'

/** A package that an integration listens to, and the version that is installed here. */
export interface FoundFramework {
  framework: string
  package: string
  version: string
  language: 'JavaScript' | 'Python'
}

const PYTHON_TIMEOUT_MS = 5000
// one process asks for all names; what is not installed is left out
const PYTHON_QUESTION = `
import json, sys
from importlib.metadata import version, PackageNotFoundError
found = {}
for name in sys.argv[1:]:
    try:
        found[name] = version(name)
    except PackageNotFoundError:
        pass
print(json.dumps(found))
`

/** The frameworks of our catalog that are installed, as packages of this project or of the Python on the path. */
export function findFrameworks(): FoundFramework[] {
  const wanted = Object.entries(integrations).flatMap(([framework, load]) => {
    const name = load().package
    return name === undefined ? [] : [{ framework, package: name }]
  })
  const inPython = pythonVersions(wanted.map(entry => entry.package).filter(name => /^[A-Za-z0-9][\w.-]*$/.test(name)))
  return wanted.flatMap((entry): FoundFramework[] => {
    const version = new LazyModule(entry.package, { purpose: 'seetrain doctor' }).version()
    if (version !== undefined) return [{ ...entry, version, language: 'JavaScript' }]
    const pythonVersion = inPython[entry.package]
    return pythonVersion === undefined ? [] : [{ ...entry, version: pythonVersion, language: 'Python' }]
  })
}

function pythonVersions(names: readonly string[]): { [name: string]: string } {
  try {
    const output = execFileSync('python3', ['-c', PYTHON_QUESTION, ...names], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: PYTHON_TIMEOUT_MS,
    })
    return JSON.parse(output) as { [name: string]: string }
  } catch {
    return {} // no Python here, or one too old to answer
  }
}
