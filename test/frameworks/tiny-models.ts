import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { FLOAT, INT64, onnxFile } from './onnx-file.ts'

/** y = x · [[1, 2], [3, 4]] + [10, 20], for any number of rows. */
export function writeLinearModel(path: string): void {
  write(
    path,
    onnxFile({
      inputs: [{ name: 'x', type: FLOAT, shape: ['rows', 2] }],
      outputs: [{ name: 'y', type: FLOAT, shape: ['rows', 2] }],
      constants: [
        { name: 'w', shape: [2, 2], values: [1, 2, 3, 4] },
        { name: 'b', shape: [2], values: [10, 20] },
      ],
      nodes: [
        { operation: 'MatMul', inputs: ['x', 'w'], outputs: ['xw'] },
        { operation: 'Add', inputs: ['xw', 'b'], outputs: ['y'] },
      ],
    }),
  )
}

const WORDS = ['[PAD]', '[UNK]', 'good', 'bad', 'film']

function writeTokenizer(folder: string): void {
  const special = WORDS.slice(0, 2).map((content, id) => ({ id, content, special: true }))
  writeJson(join(folder, 'tokenizer.json'), {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: special.map(token => ({
      ...token,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
    })),
    normalizer: null,
    pre_tokenizer: { type: 'Whitespace' },
    post_processor: null,
    decoder: null,
    model: { type: 'WordLevel', vocab: Object.fromEntries(WORDS.map((word, id) => [word, id])), unk_token: '[UNK]' },
  })
  writeJson(join(folder, 'tokenizer_config.json'), {
    tokenizer_class: 'PreTrainedTokenizerFast',
    pad_token: '[PAD]',
    unk_token: '[UNK]',
    model_max_length: 16,
  })
}

/** A classifier that adds up what its words weigh: `good` speaks for the one label, `bad` for the other. */
export function writeClassifier(folder: string): void {
  const weights = [0, 0, 0, 0, -3, 3, 3, -3, 0, 0]
  writeTokenizer(folder)
  writeJson(join(folder, 'config.json'), {
    model_type: 'distilbert',
    architectures: ['DistilBertForSequenceClassification'],
    id2label: { 0: 'NEGATIVE', 1: 'POSITIVE' },
    label2id: { NEGATIVE: 0, POSITIVE: 1 },
  })
  write(
    join(folder, 'onnx', 'model.onnx'),
    onnxFile({
      inputs: ['input_ids', 'attention_mask'].map(name => ({ name, type: INT64, shape: ['batch', 'length'] })),
      outputs: [{ name: 'logits', type: FLOAT, shape: ['batch', 2] }],
      constants: [
        { name: 'weights', shape: [WORDS.length, 2], values: weights },
        { name: 'axes', shape: [1], values: [1n] },
      ],
      nodes: [
        { operation: 'Gather', inputs: ['weights', 'input_ids'], outputs: ['weighed'] },
        { operation: 'ReduceSum', inputs: ['weighed', 'axes'], outputs: ['logits'], attributes: { keepdims: 0 } },
      ],
    }),
  )
}

/** A language model that says `film` after `good`, `good` after `bad`, and then ends: each word by the one before. */
export function writeGenerator(folder: string): void {
  const next = [0, 0, 4, 2, 0]
  writeTokenizer(folder)
  writeJson(join(folder, 'config.json'), {
    model_type: 'gpt2',
    architectures: ['GPT2LMHeadModel'],
    // no layer, so no keys and values have to be carried along
    n_layer: 0,
    n_head: 1,
    n_embd: 1,
    vocab_size: WORDS.length,
    eos_token_id: 0,
    pad_token_id: 0,
  })
  write(
    join(folder, 'onnx', 'model.onnx'),
    onnxFile({
      inputs: ['input_ids', 'attention_mask'].map(name => ({ name, type: INT64, shape: ['batch', 'length'] })),
      outputs: [{ name: 'logits', type: FLOAT, shape: ['batch', 'length', WORDS.length] }],
      constants: [{ name: 'table', shape: [WORDS.length, WORDS.length], values: next.flatMap(oneHot) }],
      nodes: [{ operation: 'Gather', inputs: ['table', 'input_ids'], outputs: ['logits'] }],
    }),
  )
}

function oneHot(index: number): number[] {
  return WORDS.map((_, at) => (at === index ? 9 : 0))
}

function writeJson(path: string, value: object): void {
  write(path, JSON.stringify(value))
}

function write(path: string, bytes: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, bytes)
}
