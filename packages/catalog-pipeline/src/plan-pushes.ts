import type { DwhClient, PushPlan } from '@bm/dwh-push';

import { planImport, type ImportRequest } from './plan-import.js';
import { viewNames } from './views/publish-views.js';

/** What an import would do. */
export interface DryRun {
  /** One per table or day, in the order in which they would run. Each says what is there now: the first push of a table makes it for the days after it. */
  readonly plans: readonly PushPlan[];
  /** The views that would be created or updated after them. */
  readonly views: readonly string[];
}

/**
 * What `importCatalog` would do with the same request; changes nothing.
 *
 * @throws ImportRequestError; DwhPushError where it cannot be told, or the signal is aborted
 */
export async function planPushes({ client, signal, ...request }: ImportRequest & { readonly client: DwhClient; readonly signal?: AbortSignal }): Promise<DryRun> {
  const { tasks, dataset, table } = planImport(request);
  const plans: PushPlan[] = [];
  for (const task of tasks) plans.push(await client.planPush({ source: request.source, ...task, ...(signal === undefined ? {} : { signal }) }));
  return { plans, views: viewNames({ dataset, table }) };
}
