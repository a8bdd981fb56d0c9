import { countText } from '../output/quantities.ts'
import { remark } from '../output/screen.ts'

/** Says beside the output that it is not the whole. */
export function tellLost(count: number): void {
  remark(`seetrain: ${countText(count, 'record')} of this run can not be read, because the journal is damaged.`)
}
