import type { Clock } from '../ports/clock.js';
import type { PolicyTags } from '../ports/policy-tags.js';
import { ServiceError } from '../ports/service-error.js';
import { callService } from './call-service.js';
import type { GrpcConnection } from './grpc-connection.js';

/** Tags change seldom, and many pushes may run in a process. */
const FRESH_MS = 300_000;

/** Policy tags through @google-cloud/datacatalog, of which only they are left: https://docs.cloud.google.com/data-catalog/docs/deprecations */
export function policyTagManager(grpc: GrpcConnection, clock: Clock): PolicyTags {
  const known = new Map<string, { readonly tags: ReadonlyMap<string, string>; readonly at: number }>();
  return {
    async list(taxonomy) {
      const present = known.get(taxonomy);
      if (present !== undefined && clock.now() - present.at < FRESH_MS) return present.tags;
      if (!grpc.available) throw new ServiceError('datacatalog.policyTags.list', undefined, 'noEndpoint', false);
      const [client, options] = await Promise.all([grpc.policyTags(), grpc.callOptions()]);
      const [found] = await callService('datacatalog.policyTags.list', () => client.listPolicyTags({ parent: taxonomy }, options), { clock });
      const tags = new Map(found.map(({ displayName, name }) => [displayName ?? '', name ?? '']));
      known.set(taxonomy, { tags, at: clock.now() });
      return tags;
    },
    forget: () => known.clear(),
  };
}
