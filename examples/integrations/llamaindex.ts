// A question to a query engine, with a model and a retriever that need no network.
import { Settings } from '@llamaindex/core/global'
import { RetrieverQueryEngine } from '@llamaindex/core/query-engine'
import { BaseRetriever } from '@llamaindex/core/retriever'
import { getResponseSynthesizer } from '@llamaindex/core/response-synthesizers'
import { TextNode } from '@llamaindex/core/schema'
import { MockLLM } from '@llamaindex/core/llms/mock'
import { init } from 'seetrain'

class Shelf extends BaseRetriever {
  // public, unlike that of its base
  // oxlint-disable-next-line no-useless-constructor
  constructor() {
    super()
  }

  override async _retrieve() {
    return [{ node: new TextNode({ text: 'Air scatters short waves most.' }), score: 0.9 }]
  }
}

// yours: import { Settings } from 'llamaindex'
Settings.llm = new MockLLM({ responseMessage: 'Because of Rayleigh scattering.' })
const integration = init('llamaindex', { project: 'examples', experimentName: 'llamaindex', settings: Settings })

const engine = new RetrieverQueryEngine(new Shelf(), getResponseSynthesizer('compact'))
const answer = await engine.query({ query: 'Why is the sky blue?' })

console.log(answer.toString()) // Because of Rayleigh scattering.
await integration.finish()
