import { channel } from 'node:diagnostics_channel';

import type { PushReceipt } from '../../receipt.js';

const ended = channel('dwh-push:end');
const begun = channel('dwh-push:start');

/** What is published on `dwh-push:start` and `dwh-push:end`, for whoever in the process listens. https://nodejs.org/api/diagnostics_channel.html */
export interface PushBegun {
  readonly runId: string;
  /** `project.dataset.table`. */
  readonly table: string;
  readonly partition: string | undefined;
}

export function tellBegun(push: PushBegun): void {
  if (begun.hasSubscribers) begun.publish(push);
}

export function tellEnded(push: PushBegun, receipt: PushReceipt): void {
  if (ended.hasSubscribers) ended.publish({ ...push, receipt });
}
