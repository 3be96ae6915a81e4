/**
 * A call to a service that did not succeed. `reason` is the service's own word (`notFound`, `rateLimitExceeded`), or `network` where no answer came.
 * Its message names the call and the reason only: what services write into their texts may quote data.
 */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';

  constructor(
    /** The call, `bigquery.jobs.insert` say. */
    readonly call: string,
    readonly status: number | undefined,
    readonly reason: string,
    /** Whether the same call may succeed in a moment. */
    readonly retryable: boolean,
    /** The permission that the service says is missing, `bigquery.tables.updateData` say. */
    readonly permission?: string,
  ) {
    super(`${call} failed: ${reason}${status === undefined ? '' : ` (HTTP ${status})`}${permission === undefined ? '' : `, ${permission} is missing`}`);
  }

  /** The call, and the permission that it lacks, for a message. */
  get where(): string {
    return this.permission === undefined ? this.call : `${this.call} needs ${this.permission}`;
  }

  get forbidden(): boolean {
    return this.status === 401 || (this.status === 403 && !this.retryable && this.reason !== 'quotaExceeded');
  }
}
