import type { ProviderDefinition, SdkDefinition } from '../provider-definition.ts'
import { ownerOf } from '../patch/owner-of.ts'
import { isZhipuHost } from './hosts.ts'
import { openai } from './openai.ts'
import { isZhipuRequest, zhipuV4 } from './zhipu-v4.ts'

/** The clients of `zhipuai`, told from those of the OpenAI SDK: both have a `post`. */
const prototypes = new WeakSet<object>()

const zhipuai: SdkDefinition = {
  package: 'zhipuai',
  clientClass: 'ZhipuAI',
  find(source) {
    const { ZhipuAI } = source as { ZhipuAI?: { prototype: object } }
    const prototype = ZhipuAI?.prototype ?? (Object.getPrototypeOf(source) as object | null)
    const owner = ownerOf('post', prototype)
    // this one alone has it
    if (!owner || ownerOf('getRequestClient', owner) === undefined) return []
    prototypes.add(owner)
    return [ZhipuAI ? owner : source]
  },
}

function isOwn(client: object): boolean {
  return isZhipuRequest(client) || prototypes.has(ownerOf('post', Object.getPrototypeOf(client)) ?? client)
}

/** GLM models: by the OpenAI SDK and Zhipu's address, or by an SDK for Zhipu alone. */
export const zhipu: ProviderDefinition = {
  ...openai,
  framework: 'zhipu',
  accepts: client => isOwn(client) || isZhipuHost(String(Reflect.get(client, 'baseURL'))),
  others: [zhipuai, zhipuV4],
}
