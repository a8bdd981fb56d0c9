/** A file of another version is dropped and filled again from the journals. */
export const SCHEMA_VERSION = 3

/**
 * `run.number` stands for a run in all other tables. Searchable words lie in tables of their own that hold no text, only
 * where each word occurs. Records are kept as the journal's JSON; what is asked for stands in columns beside it.
 */
export const TABLES = `
CREATE TABLE run (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, project TEXT NOT NULL DEFAULT '', name TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT 'running', alive INTEGER NOT NULL DEFAULT 1, deleted INTEGER NOT NULL DEFAULT 0,
  created REAL NOT NULL DEFAULT 0, ended REAL, updated REAL NOT NULL DEFAULT 0,
  run_group TEXT, job_type TEXT, description TEXT, notes TEXT, words TEXT NOT NULL DEFAULT '', fold TEXT NOT NULL DEFAULT ''
);
CREATE INDEX run_by_creation ON run (created, id);
CREATE TABLE journal (
  run INTEGER NOT NULL, writer TEXT NOT NULL, offset INTEGER NOT NULL, lost INTEGER NOT NULL, sessions INTEGER NOT NULL,
  lines INTEGER NOT NULL, PRIMARY KEY (run, writer)
) WITHOUT ROWID;
CREATE TABLE story (number INTEGER PRIMARY KEY, run INTEGER NOT NULL, writer TEXT NOT NULL, record TEXT NOT NULL);
CREATE INDEX story_by_run ON story (run, writer);
CREATE TABLE tag (run INTEGER NOT NULL, tag TEXT NOT NULL, PRIMARY KEY (run, tag)) WITHOUT ROWID;
CREATE TABLE config (
  run INTEGER NOT NULL, path TEXT NOT NULL, number REAL, text TEXT, PRIMARY KEY (run, path)
) WITHOUT ROWID;
CREATE INDEX config_by_path ON config (path, run);
CREATE TABLE definition (
  run INTEGER NOT NULL, key TEXT NOT NULL, rule TEXT NOT NULL, goal TEXT, record TEXT NOT NULL, PRIMARY KEY (run, key)
) WITHOUT ROWID;
CREATE TABLE series (
  number INTEGER PRIMARY KEY, run INTEGER NOT NULL, source TEXT NOT NULL, key TEXT NOT NULL, writer TEXT NOT NULL,
  sealed INTEGER NOT NULL, tail TEXT NOT NULL, stats BLOB NOT NULL,
  points INTEGER NOT NULL, numbers INTEGER NOT NULL, least REAL, greatest REAL, total REAL, last REAL, last_step REAL,
  last_time REAL, metric_kind TEXT, metadata TEXT, UNIQUE (run, source, key, writer)
);
CREATE INDEX series_by_key ON series (source, key, run);
CREATE TABLE chunk (number INTEGER PRIMARY KEY, stats BLOB, data BLOB NOT NULL);
CREATE TABLE media (
  number INTEGER PRIMARY KEY, run INTEGER NOT NULL, writer TEXT NOT NULL, key TEXT NOT NULL, type TEXT NOT NULL,
  step REAL NOT NULL, time REAL NOT NULL, record TEXT NOT NULL
);
CREATE INDEX media_by_key ON media (run, key, step);
CREATE TABLE blob (sha256 TEXT NOT NULL, run INTEGER NOT NULL, media INTEGER NOT NULL, PRIMARY KEY (sha256, run, media)) WITHOUT ROWID;
CREATE INDEX blob_by_run ON blob (run);
CREATE TABLE span (
  number INTEGER PRIMARY KEY, run INTEGER NOT NULL, writer TEXT NOT NULL, trace TEXT NOT NULL, parent TEXT, kind TEXT NOT NULL,
  status TEXT NOT NULL, time REAL NOT NULL, duration REAL NOT NULL,
  is_call INTEGER NOT NULL, model TEXT, input_tokens REAL, output_tokens REAL, cost REAL, record TEXT NOT NULL
);
CREATE TABLE span_label (
  run INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, span INTEGER NOT NULL, PRIMARY KEY (name, value, span)
) WITHOUT ROWID;
CREATE INDEX span_label_by_run ON span_label (run);
CREATE INDEX span_call ON span (time) WHERE is_call;
CREATE INDEX span_by_run ON span (run, time);
CREATE INDEX span_by_trace ON span (trace, time);
CREATE INDEX span_by_time ON span (time);
CREATE TABLE console (
  number INTEGER PRIMARY KEY, run INTEGER NOT NULL, writer TEXT NOT NULL, position INTEGER NOT NULL, session INTEGER NOT NULL,
  stream TEXT NOT NULL, line INTEGER NOT NULL, time REAL NOT NULL, text TEXT NOT NULL
);
CREATE UNIQUE INDEX console_by_position ON console (run, writer, position);
CREATE UNIQUE INDEX console_by_line ON console (run, writer, session, stream, line);
CREATE TABLE artifact (
  number INTEGER PRIMARY KEY, run INTEGER NOT NULL, writer TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL,
  time REAL NOT NULL, words TEXT NOT NULL, record TEXT NOT NULL
);
CREATE INDEX artifact_by_run ON artifact (run);
CREATE TABLE edge (
  number INTEGER PRIMARY KEY, run INTEGER NOT NULL, writer TEXT NOT NULL, source TEXT NOT NULL, target TEXT NOT NULL,
  time REAL NOT NULL, record TEXT NOT NULL
);
CREATE INDEX edge_by_run ON edge (run);
CREATE INDEX edge_by_source ON edge (source);
CREATE INDEX edge_by_target ON edge (target);
CREATE TABLE environment (run INTEGER NOT NULL, writer TEXT NOT NULL, record TEXT NOT NULL, PRIMARY KEY (run, writer)) WITHOUT ROWID;
CREATE TABLE alert (
  number INTEGER PRIMARY KEY, run INTEGER NOT NULL, writer TEXT NOT NULL, level TEXT NOT NULL, time REAL NOT NULL, record TEXT NOT NULL
);
CREATE INDEX alert_by_run ON alert (run);
${['media', 'span', 'console'].map(wordsTable).join('\n')}
`

function wordsTable(of: string): string {
  return `CREATE VIRTUAL TABLE ${of}_words USING fts5(words, content='', contentless_delete=1, detail=none, tokenize='unicode61 remove_diacritics 0');`
}
