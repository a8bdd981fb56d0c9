import { SeeTrainError } from '@seetrain/core'

/** Answers that blame what is in the request; a smaller one may pass. */
const AT_FAULT: readonly number[] = [400, 413, 422]

/** MLflow does not take a request. */
export class MlflowRefusedError extends SeeTrainError {
  readonly status: number
  /** MLflow's own word for it, such as `RESOURCE_DOES_NOT_EXIST`. */
  readonly reasonCode: string

  constructor(address: string, status: number, { code, reason }: { code: string; reason: string }) {
    super('MLFLOW_REFUSED', `MLflow at ${address} answered ${status}${code && ` ${code}`}: ${reason}`)
    this.status = status
    this.reasonCode = code
  }

  /** Whether what was sent is at fault, and not that the run was deleted there meanwhile. */
  get blamesContent(): boolean {
    return AT_FAULT.includes(this.status) && !this.message.includes("must be in the 'active' state")
  }
}
