/** What `--help` shows, by command. */
export const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  seetrain: ['seetrain ls', 'seetrain show calm-otter-12', 'seetrain ls --help'],
  run: ['seetrain run -- python train.py --lr 0.01', 'seetrain run --project mnist --tag baseline -- node train.js'],
  ls: [
    'seetrain ls --project mnist --limit 10',
    'seetrain ls --state failed --tag baseline',
    'seetrain ls --json | jq -r ".[].id"',
    'seetrain ls --dir ~/experiments',
  ],
  show: ['seetrain show calm-otter-12', 'seetrain show 01m7 --json'],
  compare: ['seetrain compare calm-otter-12 bold-fox-3', 'seetrain compare 01m7yz80 01m7yz9c 01m7z0kp --all --json'],
  watch: [
    'seetrain watch',
    'seetrain watch calm-otter-12 --metric loss acc',
    'seetrain watch --json --interval 60 >> progress.jsonl',
  ],
  logs: ['seetrain logs calm-otter-12', 'seetrain logs 01m7 --stream stderr | less'],
  export: [
    'seetrain export calm-otter-12 | grep \'"key":"loss"\'',
    'seetrain export 01m7 --format csv --output points.csv',
    'seetrain export 01m7 --format parquet --output points.parquet',
  ],
  sync: [
    'seetrain sync --sink csv',
    'seetrain sync ~/experiments --sink jsonl csv',
    'seetrain sync .seetrain/runs/01m7yz80pnndg5s9h7 --sink csv',
  ],
  import: [
    'seetrain import runs/',
    'seetrain import lightning_logs/version_0/metrics.csv --project mnist',
    'seetrain import logs/ --format tensorboard --follow',
  ],
  ui: ['seetrain ui', 'seetrain ui --dir ~/experiments --port 8080 --no-open'],
  serve: [
    'seetrain serve --host 0.0.0.0 --data /srv/seetrain',
    'seetrain serve --allow-host runs.example.org --access-log',
  ],
  reindex: ['seetrain reindex', 'seetrain reindex --dir ~/experiments --json'],
  token: ['seetrain token create laptop --scope write', 'seetrain token list', 'seetrain token revoke laptop'],
  tag: [
    'seetrain tag calm-otter-12 +baseline -draft',
    'seetrain tag 01m7 --name dense-64 --notes "warm-up was too short"',
  ],
  rm: ['seetrain rm calm-otter-12', 'seetrain rm 01m7yz80 01m7yz9c --yes'],
  gc: ['seetrain gc --dry-run', 'seetrain gc', 'seetrain gc --all --json'],
  init: [
    'seetrain init',
    'seetrain init --project mnist --sink csv',
    'seetrain init --mode online --url https://hub.example.com',
  ],
  completion: [
    'source <(seetrain completion bash)',
    'seetrain completion zsh > ~/.zfunc/_seetrain',
    'seetrain completion fish | source',
  ],
  settings: ['seetrain settings', 'SEETRAIN_PROJECT=mnist seetrain settings'],
  doctor: ['seetrain doctor', 'seetrain doctor --json'],
}
