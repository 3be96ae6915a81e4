import type { Clock } from '../ports/clock.js';
import type { Lineage } from '../ports/lineage.js';
import { ServiceError } from '../ports/service-error.js';
import { structOf } from '../shared/struct.js';
import { callService } from './call-service.js';
import type { GrpcConnection } from './grpc-connection.js';

/** Lineage through @google-cloud/lineage. */
export function dataLineage(grpc: GrpcConnection, project: string, clock: Clock): Lineage {
  return {
    async sourcesOf(target, location) {
      if (!grpc.available) return undefined;
      const [client, options] = await Promise.all([grpc.lineage(), grpc.callOptions()]);
      const answer = await callService('datalineage.events.get', () => client.searchLinks({ parent: `projects/${project}/locations/${location.toLowerCase()}`, target: { fullyQualifiedName: target } }, options), { clock }).catch((error: unknown) => {
        // Who may not look at lineage sees none.
        if (error instanceof ServiceError && error.forbidden) return undefined;
        throw error;
      });
      if (answer === undefined) return undefined;
      const [links] = answer;
      return [...new Set(links.map(({ source }) => source?.fullyQualifiedName ?? ''))];
    },
    async tell(location, event) {
      if (!grpc.available) return;
      const [client, options] = await Promise.all([grpc.lineage(), grpc.callOptions(ANSWER_MS)]);
      await callService('datalineage.events.create', () => client.processOpenLineageRunEvent({ parent: `projects/${project}/locations/${location.toLowerCase()}`, openLineage: structOf(event) }, options), { clock, retry: ONCE });
    },
  };
}

/** A push does not wait for longer. */
const ANSWER_MS = 3_000;

/** The event has an id of its own, but a push does not wait for it twice. */
const ONCE = { baseMs: 0, capMs: 0, budgetMs: 0, maxTries: 1 };
