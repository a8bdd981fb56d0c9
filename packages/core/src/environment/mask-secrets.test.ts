import * as fc from 'fast-check'
import { isSecretName, maskArguments, maskSecrets, maskVariable } from './mask-secrets.ts'

const LETTERS = 'Ab3dEf6hIj9lMn2pQr5tUv8xYz1BcD4fGh7jKl0nOp'

describe('maskSecrets', () => {
  test.each([
    ['--api-key=abc', '--api-key=***'],
    ['--token abc --lr 0.1', '--token *** --lr 0.1'],
    ['train -password hunter2', 'train -password ***'],
    ['WANDB_API_KEY=abc python train.py', 'WANDB_API_KEY=*** python train.py'],
    ['export DB_PASS="two words"; ls', 'export DB_PASS="***"; ls'],
    ['MYSQL_PWD=x', 'MYSQL_PWD=***'],
    ['{"api_key": "abc", "lr": 1}', '{"api_key": "***", "lr": 1}'],
    ["{'token': 'abc'}", "{'token': '***'}"],
    ['apiToken: abc', 'apiToken: ***'],
    ["apiKey: \x1b[32m'abc'\x1b[39m", "apiKey: \x1b[32m'***'\x1b[39m"],
    ['Authorization: Bearer abc', 'Authorization: Bearer ***'],
    ['authorization=Basic dXNlcjpwYXNz', 'authorization=Basic ***'],
    ['curl -H "Authorization: token abc"', 'curl -H "Authorization: token ***"'],
    ['sent Bearer abc.def-123', 'sent Bearer ***'],
    ['https://me:pw@host/path', 'https://***@host/path'],
    [`https://ghp_${LETTERS}@github.com/a/b`, 'https://***@github.com/a/b'],
    ['postgres://user:p@ss@db:5432/x', 'postgres://***@db:5432/x'],
    ['https://host/a?token=abc&x=1', 'https://host/a?token=***&x=1'],
    ['https://s3/x?X-Amz-Signature=abc&y=2', 'https://s3/x?X-Amz-Signature=***&y=2'],
    [`key sk-proj-${LETTERS} used`, 'key *** used'],
    [`sk-ant-api03-${LETTERS}`, '***'],
    [`ghp_${LETTERS}`, '***'],
    [`github_pat_${LETTERS}`, '***'],
    [`hf_${LETTERS}`, '***'],
    ['AKIAIOSFODNN7EXAMPLE', '***'],
    ['AWS_SECRET_ACCESS_KEY=wJalr/XUtn+FEMI', 'AWS_SECRET_ACCESS_KEY=***'],
    ['xoxb-1234567890-abc', '***'],
    [`AIza${LETTERS}`, '***'],
    [`eyJhbGciOiJI.eyJzdWIiOiIx.${LETTERS}`, '***'],
    [
      '-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY-----\nrest',
      '-----BEGIN RSA PRIVATE KEY-----***-----END RSA PRIVATE KEY-----\nrest',
    ],
    ['run cmd="API_KEY=abc" url=https://h/?token=abc', 'run cmd="API_KEY=***" url=https://h/?token=***'],
    ['+  password = "x\\"y"', '+  password = "***"'],
  ])('%j becomes %j', (text, masked) => {
    expect(maskSecrets(text)).toBe(masked)
  })

  test.each([
    'loss=0.5 acc=0.9 tokens=4096',
    '--max-tokens 512 --tokenizer gpt2 --sort-key name',
    'pad_token=<pad> eos_token="</s>" max_new_tokens: 20 next_token=5',
    'Token: hello, world',
    'key=value monkey=1 keyboard: yes',
    'primary_key: id',
    'PWD=/home/me OLDPWD=/',
    'git@github.com:a/b.git ssh://git@github.com/a/b',
    'https://host/a@b/c?x=1',
    'TOKEN=$HF_TOKEN --password ${PASSWORD}',
    'use_token=true secret=None',
    'the bearer of bad news; basic authentication authorship',
    'risk-averse-task-management-for-everyone',
    'commit 9fceb02d0ae598e95dc970b74767f19372d61af8',
    'author: someone, passing 3 tests, compass: north',
  ])('%j stays as it is', text => {
    expect(maskSecrets(text)).toBe(text)
  })

  test('masking twice changes nothing more', () => {
    const word = fc.constantFrom(
      '--token',
      'API_KEY=',
      'abc',
      ' ',
      '=',
      ': ',
      'https://u:p@h/',
      '"',
      "'",
      `sk-${LETTERS}`,
      'Bearer ',
      '\n',
    )
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 12 }).map(words => words.join('')),
        text => {
          const once = maskSecrets(text)
          expect(maskSecrets(once)).toBe(once)
        },
      ),
      { numRuns: 1000 },
    )
  })

  test('long hostile text is done in time that grows with its length', () => {
    const hostile = [
      'a'.repeat(2e5),
      'key='.repeat(5e4),
      'a://'.repeat(5e4),
      '-a '.repeat(6e4),
      'token="'.repeat(3e4),
      '-----BEGIN PRIVATE KEY-----'.repeat(5e3),
      'eyJ.'.repeat(5e4),
      'a-'.repeat(1e5),
      'sk-'.repeat(6e4),
      'eyJ-'.repeat(5e4),
      ' '.repeat(2e5) + 'key',
    ]
    for (const text of hostile) expect(typeof maskSecrets(text)).toBe('string')
  })
})

describe('command lines and variables', () => {
  test('the argument behind a secret flag is masked whole', () => {
    expect(
      maskArguments(['node', 'train.js', '--token', 'a b', '--api-key=c', '--password', '--lr', '0.1', 'K_TOKEN=d']),
    ).toEqual(['node', 'train.js', '--token', '***', '--api-key=***', '--password', '--lr', '0.1', 'K_TOKEN=***'])
  })

  test('a variable is masked by its name or by what it holds', () => {
    expect(maskVariable('SEETRAIN_TOKEN', 'abc')).toBe('***')
    expect(maskVariable('SEETRAIN_TOKEN', '')).toBe('')
    expect(maskVariable('SEETRAIN_URL', 'https://a:b@hub')).toBe('https://***@hub')
    expect(maskVariable('NODE_ENV', 'test')).toBe('test')
  })

  test.each(['API_KEY', 'hf-token', 'dbPassword', 'secret', 'x.accessToken', 'MY_KEY', 'AWS_ACCESS_KEY_ID'])(
    '%s is a secret name',
    name => {
      expect(isSecretName(name)).toBe(true)
    },
  )

  test.each(['PWD', 'key', 'max_tokens', 'sort-key', 'padToken', 'KEYBOARD', 'passed', 'run_id'])('%s is not', name => {
    expect(isSecretName(name)).toBe(false)
  })
})
