export type Entity =
  | 'attribute'
  | 'metric'
  | 'parameter'
  | 'tag'
  | 'dataset'
  | 'request_metadata'
  | 'span'
  | 'feedback'
  | 'expectation'

/** What can be searched for in one kind of thing, and by what it can be ordered. */
export interface Grammar {
  /** What stands before the dot. */
  entities: { readonly [word: string]: Entity }
  /** What the answer to another word shows. */
  shownEntities: string
  /** Attributes that a filter may name. */
  attributes: { readonly [name: string]: 'number' | 'text' }
  /** Other names of attributes, and what they stand for. */
  aliases?: { readonly [name: string]: string }
  /** Names of attributes that are the key of another entity. */
  redirects?: { readonly [name: string]: { entity: Entity; key: string } }
  /** Attributes that may be among several values. */
  lists: readonly string[]
  textComparators: readonly string[]
  tagComparators: readonly string[]
  /** Attributes that an order may name. */
  orderable: readonly string[]
  /** Entities that an order may name. */
  orderableEntities: readonly Entity[]
}

export const NUMBER_COMPARATORS: readonly string[] = ['>', '>=', '!=', '=', '<', '<=']
const EQUALITY = ['!=', '=']
const LIKE = [...EQUALITY, 'LIKE', 'ILIKE']
const AMONG = [...LIKE, 'IN', 'NOT IN']
export const DATASET_KEYS: readonly string[] = ['name', 'digest', 'context']
export const DATASET_COMPARATORS: readonly string[] = AMONG
export const NULL_COMPARATORS: readonly string[] = ['IS NULL', 'IS NOT NULL']
export const SPAN_KEYS: readonly string[] = ['name', 'status', 'type']
/** The key of what a span says as a whole. */
export const SPAN_CONTENT = 'content'
/** What the key of one of a span's attributes begins with. */
export const SPAN_ATTRIBUTE = 'attributes.'
export const SPAN_COMPARATORS: readonly string[] = [...AMONG, 'RLIKE']
export const CONTENT_COMPARATORS: readonly string[] = ['LIKE', 'ILIKE']
export const ASSESSMENT_COMPARATORS: readonly string[] = [
  ...NUMBER_COMPARATORS,
  'LIKE',
  'ILIKE',
  'RLIKE',
  ...NULL_COMPARATORS,
]

const RUN_ATTRIBUTES = {
  run_id: 'text',
  run_name: 'text',
  user_id: 'text',
  status: 'text',
  artifact_uri: 'text',
  start_time: 'number',
  end_time: 'number',
} as const

export const RUN_GRAMMAR: Grammar = {
  entities: {
    metric: 'metric',
    metrics: 'metric',
    parameter: 'parameter',
    parameters: 'parameter',
    param: 'parameter',
    params: 'parameter',
    tag: 'tag',
    tags: 'tag',
    attribute: 'attribute',
    attributes: 'attribute',
    attr: 'attribute',
    run: 'attribute',
    dataset: 'dataset',
    datasets: 'dataset',
  },
  shownEntities: "['metric', 'parameter', 'tag', 'attribute', 'dataset']",
  attributes: RUN_ATTRIBUTES,
  aliases: {
    created: 'start_time',
    Created: 'start_time',
    'run name': 'run_name',
    'Run name': 'run_name',
    'Run Name': 'run_name',
  },
  lists: ['run_id'],
  textComparators: AMONG,
  tagComparators: [...LIKE, ...NULL_COMPARATORS],
  orderable: Object.keys(RUN_ATTRIBUTES),
  orderableEntities: ['attribute', 'metric', 'parameter', 'tag'],
}

const ATTRIBUTE_OR_TAG: Grammar['entities'] = {
  attribute: 'attribute',
  attributes: 'attribute',
  tag: 'tag',
  tags: 'tag',
}
const SHOWN_ATTRIBUTE_OR_TAG = "('attribute', 'tag', 'tags')"

export const EXPERIMENT_GRAMMAR: Grammar = {
  entities: ATTRIBUTE_OR_TAG,
  shownEntities: SHOWN_ATTRIBUTE_OR_TAG,
  attributes: { name: 'text', creation_time: 'number', last_update_time: 'number' },
  lists: [],
  textComparators: LIKE,
  tagComparators: LIKE,
  orderable: ['name', 'experiment_id', 'creation_time', 'last_update_time'],
  orderableEntities: ['attribute'],
}

export const REGISTERED_MODEL_GRAMMAR: Grammar = {
  entities: ATTRIBUTE_OR_TAG,
  shownEntities: SHOWN_ATTRIBUTE_OR_TAG,
  attributes: { name: 'text' },
  lists: [],
  textComparators: LIKE,
  tagComparators: LIKE,
  aliases: { timestamp: 'last_updated_timestamp' },
  orderable: ['name', 'creation_timestamp', 'last_updated_timestamp'],
  orderableEntities: ['attribute'],
}

export const MODEL_VERSION_GRAMMAR: Grammar = {
  entities: ATTRIBUTE_OR_TAG,
  shownEntities: SHOWN_ATTRIBUTE_OR_TAG,
  attributes: { name: 'text', version_number: 'number', run_id: 'text', source_path: 'text' },
  lists: ['run_id'],
  textComparators: [...LIKE, 'IN'],
  tagComparators: LIKE,
  orderable: ['name', 'version_number', 'creation_timestamp', 'last_updated_timestamp'],
  orderableEntities: ['attribute'],
}

const LOGGED_MODEL_ATTRIBUTES = {
  name: 'text',
  model_id: 'text',
  model_type: 'text',
  status: 'text',
  source_run_id: 'text',
  experiment_id: 'text',
  creation_timestamp: 'number',
  last_updated_timestamp: 'number',
} as const

export const LOGGED_MODEL_GRAMMAR: Grammar = {
  entities: { attributes: 'attribute', metrics: 'metric', params: 'parameter', tags: 'tag' },
  shownEntities: "['attributes', 'metrics', 'params', 'tags']",
  attributes: LOGGED_MODEL_ATTRIBUTES,
  aliases: {
    creation_time: 'creation_timestamp',
    creation_timestamp_ms: 'creation_timestamp',
    last_updated_timestamp_ms: 'last_updated_timestamp',
  },
  lists: ['name', 'model_id', 'model_type', 'status', 'source_run_id', 'experiment_id'],
  textComparators: AMONG,
  tagComparators: AMONG,
  orderable: Object.keys(LOGGED_MODEL_ATTRIBUTES),
  orderableEntities: ['attribute', 'metric'],
}

export const TRACE_GRAMMAR: Grammar = {
  entities: {
    tag: 'tag',
    tags: 'tag',
    attribute: 'attribute',
    attributes: 'attribute',
    trace: 'attribute',
    request_metadata: 'request_metadata',
    metadata: 'request_metadata',
    span: 'span',
    feedback: 'feedback',
    expectation: 'expectation',
  },
  shownEntities: "{'tag', 'request_metadata', 'attribute', 'span', 'feedback', 'expectation'}",
  attributes: {
    request_id: 'text',
    client_request_id: 'text',
    prompt: 'text',
    status: 'text',
    timestamp_ms: 'number',
    execution_time_ms: 'number',
    end_time_ms: 'number',
  },
  aliases: {
    timestamp: 'timestamp_ms',
    execution_time: 'execution_time_ms',
    end_time: 'end_time_ms',
    trace_id: 'request_id',
    id: 'request_id',
    state: 'status',
  },
  redirects: {
    name: { entity: 'tag', key: 'mlflow.traceName' },
    run_id: { entity: 'request_metadata', key: 'mlflow.sourceRun' },
    text: { entity: 'span', key: SPAN_CONTENT },
  },
  lists: ['request_id', 'client_request_id', 'status', 'name', 'run_id'],
  textComparators: [...AMONG, 'RLIKE'],
  tagComparators: [...AMONG, 'RLIKE', ...NULL_COMPARATORS],
  orderable: ['experiment_id', 'request_id', 'status', 'timestamp_ms', 'execution_time_ms', 'end_time_ms'],
  orderableEntities: ['attribute', 'tag', 'request_metadata'],
}

export const EVALUATION_DATASET_GRAMMAR: Grammar = {
  entities: ATTRIBUTE_OR_TAG,
  shownEntities: SHOWN_ATTRIBUTE_OR_TAG,
  attributes: {
    name: 'text',
    created_by: 'text',
    last_updated_by: 'text',
    created_time: 'number',
    last_update_time: 'number',
  },
  lists: ['name'],
  textComparators: [...LIKE, 'IN'],
  tagComparators: LIKE,
  orderable: ['name', 'created_time', 'last_update_time'],
  orderableEntities: ['attribute'],
}
