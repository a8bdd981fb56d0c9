import { isText } from '../sink-options.ts'
import { isAddress, type ChatOptions } from './chat-sink.ts'

/** Of robots whose messages may have to be signed, or to hold a word. */
export interface SignedChatOptions extends ChatOptions {
  /** What messages are signed with, when the robot asks for it. */
  secret?: string
  /** A word that the robot wants in each message. */
  keyword?: string
}

export const SIGNED_CHAT_CHECKS = {
  url: isAddress,
  secret: isText('Give the secret that the robot shows under its security settings.'),
  keyword: isText('Give the word that the robot wants in each message.'),
}

/** A title with the word that the robot wants in it. */
export function withKeyword(title: string, keyword: string | undefined): string {
  return keyword === undefined || title.includes(keyword) ? title : `${keyword} ${title}`
}
