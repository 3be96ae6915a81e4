import type { DwhClient } from '@bm/dwh-push';

import { samsungWithoutImage } from './samsung-without-image.js';
import type { TeamView } from './team-view.js';
import { viewQuery, type RawTable } from './view-query.js';
import { withImage } from './with-image.js';

const TEAM_VIEWS = [withImage, samsungWithoutImage];

/** A view that an import has published. */
export interface PublishedView {
  /** `dataset.view`. */
  readonly view: string;
  readonly outcome: 'created' | 'updated' | 'unchanged';
}

/** The views over a raw table, as `dataset.view`. */
export function viewNames(raw: Omit<RawTable, 'project'>): string[] {
  return TEAM_VIEWS.map((teamView) => nameOf(teamView, raw));
}

/**
 * Creates or updates every team's view over a raw table, each authorized on the raw dataset: a team reads its view without a right on the table.
 *
 * @param signal - looked at before each view
 * @throws DwhPushError; the signal's reason where it is aborted
 */
export async function publishViews(client: DwhClient, raw: Omit<RawTable, 'project'>, signal?: AbortSignal): Promise<PublishedView[]> {
  const published: PublishedView[] = [];
  for (const teamView of TEAM_VIEWS) {
    signal?.throwIfAborted();
    const view = nameOf(teamView, raw);
    const { outcome } = await client.publishView({
      view,
      query: viewQuery(teamView, { ...raw, project: client.config.project }),
      description: teamView.description,
      labels: { owner: 'team-catalog' },
      sources: [raw.dataset],
    });
    published.push({ view, outcome });
  }
  return published;
}

function nameOf({ team, suffix }: TeamView, { table }: Omit<RawTable, 'project'>): string {
  return `${team}.${table}${suffix}`;
}
