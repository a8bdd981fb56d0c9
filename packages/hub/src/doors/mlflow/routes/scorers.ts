import type { MlflowDoor } from '../mlflow-door.ts'
import { findExperiment } from '../find/experiment.ts'
import type { MlflowRoutes } from '../mlflow-route.ts'
import type { ScorerState } from '../state/mlflow-state.ts'
import { checkLength, LIMITS } from '../wire/checks.ts'
import { own } from '../wire/key-values.ts'
import { invalidParameter, missingResource } from '../wire/mlflow-error.ts'

const PLACE = { experiment_id: 'text!', name: 'text!' } as const
const PLACE_OF_VERSION = { ...PLACE, version: 'integer' } as const

/** Scorers of an experiment by name and version. */
// oxlint-disable-next-line max-lines-per-function -- a table: each route is a few lines that are read alone
export function scorerRoutes(door: MlflowDoor): MlflowRoutes {
  return {
    reads: {
      '3.0 GET scorers/list': ({ fields }) => {
        const { experiment_id: one, experiment_ids: several } = fields({
          experiment_id: 'text',
          experiment_ids: 'texts',
        })
        if (one !== undefined && several !== undefined)
          throw invalidParameter("Cannot specify both 'experiment_id' and 'experiment_ids'.")
        const wanted = several ?? (one === undefined ? undefined : [findExperiment(door, one).id])
        return { scorers: scorersOf(door, wanted).map(scorer => versionJson(scorer, latestOf(scorer))) }
      },
      '3.0 GET scorers/versions': ({ fields }) => {
        const { scorer } = findScorer(door, fields(PLACE))
        return { scorers: Object.keys(scorer.versions).map(version => versionJson(scorer, version)) }
      },
      // none judges traces as they come
      '3.0 GET scorers/online-configs': () => ({ configs: [] }),
      '3.0 GET scorers/get': ({ fields }) => {
        const given = fields(PLACE_OF_VERSION)
        const { scorer } = findScorer(door, given)
        return { scorer: versionJson(scorer, findVersion(scorer, given.version)) }
      },
    },
    writes: {
      '3.0 POST scorers/register': ({ fields }) => register(door, fields({ ...PLACE, serialized_scorer: 'text!' })),
      '3.0 DELETE scorers/delete': ({ fields }) => {
        const given = fields(PLACE_OF_VERSION)
        const { place, scorer } = findScorer(door, given)
        const isWhole = given.version === undefined || Object.keys(scorer.versions).length === 1
        const version = given.version === undefined ? undefined : findVersion(scorer, given.version)
        door.change({}, [isWhole ? ['scorers', place] : ['scorers', place, 'versions', version!]])
        return {}
      },
    },
  }
}

interface ScorerPlace {
  experiment_id: string
  name: string
}

function placeOf(experiment: string, name: string): string {
  return JSON.stringify([experiment, name])
}

function findScorer(door: MlflowDoor, given: ScorerPlace): { place: string; scorer: ScorerState } {
  const { id: experiment } = findExperiment(door, given.experiment_id)
  const place = placeOf(experiment, given.name)
  const scorer = own(door.state.scorers, place)
  if (scorer === undefined)
    throw missingResource(`Scorer with name '${given.name.slice(0, 300)}' not found for experiment ${experiment}.`)
  return { place, scorer }
}

function findVersion(scorer: ScorerState, given: number | undefined): string {
  const version = given === undefined ? latestOf(scorer) : String(given)
  if (own(scorer.versions, version) === undefined)
    throw missingResource(
      `Scorer with name '${scorer.name}' and version ${version} not found for experiment ${scorer.experiment}.`,
    )
  return version
}

function latestOf({ versions }: ScorerState): string {
  return String(Math.max(...Object.keys(versions).map(Number)))
}

function scorersOf({ state }: MlflowDoor, experiments: readonly string[] | undefined): ScorerState[] {
  return Object.values(state.scorers)
    .filter(({ experiment }) =>
      experiments === undefined
        ? own(state.experiments, experiment)?.stage === 'active'
        : experiments.includes(experiment),
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

function register(door: MlflowDoor, given: ScorerPlace & { serialized_scorer: string }): object {
  const { id: experiment } = findExperiment(door, given.experiment_id)
  const name = checkLength('name', LIMITS.key, given.name)
  const place = placeOf(experiment, name)
  const known = own(door.state.scorers, place)
  const version = known === undefined ? '1' : String(Number(latestOf(known)) + 1)
  const versions = { [version]: { serialized: given.serialized_scorer, createdAt: door.now } }
  door.change({
    scorers: { [place]: known ? { versions } : { id: door.parts.ids.hex(16), experiment, name, versions } },
  })
  const { scorer } = findScorer(door, given)
  const { scorer_version, scorer_name, experiment_id, ...rest } = versionJson(scorer, version)
  return { ...rest, version: scorer_version, name: scorer_name, experiment_id: String(experiment_id) }
}

interface VersionJson {
  experiment_id: number
  scorer_name: string
  scorer_version: number
  serialized_scorer: string
  creation_time: number
  scorer_id: string
}

function versionJson(scorer: ScorerState, version: string): VersionJson {
  const { serialized, createdAt } = scorer.versions[version]!
  return {
    experiment_id: Number(scorer.experiment),
    scorer_name: scorer.name,
    scorer_version: Number(version),
    serialized_scorer: serialized,
    creation_time: createdAt,
    scorer_id: scorer.id,
  }
}
