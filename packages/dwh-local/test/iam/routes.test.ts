import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { PREDEFINED_ROLES } from '../../src/iam/roles/predefined-roles.js';
import { Tokens } from '../../src/iam/tokens.js';
import { openServices } from '../../src/services.js';

/** What carries its own secret, or has nothing to protect. */
const OPEN = ['storage.objects.insert.chunk', 'storage.objects.insert.cancel', 'bigquery.jobs.insert.chunk', 'discovery.rest', 'sts.token'];
/** What answers everybody with credentials, and shows no more than they may know. */
const ANYBODY = ['bigquery.projects.list', 'bigquery.tables.testIamPermissions', 'storage.buckets.testIamPermissions', 'cloudresourcemanager.projects.testIamPermissions'];

it('asks for a permission on every route, and refuses every one of them without credentials', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'routes-'));
  const tokens = new Tokens({ identities: {} });
  const services = await openServices({ dir, identity: { project: 'bm-local', location: 'EU' }, durable: false, origin: () => '', catalogDelay: 0, dataCatalog: false, identities: { options: { identities: {} }, tokens } });
  try {
    const known = new Set([...PREDEFINED_ROLES.values()].flatMap((permissions) => [...permissions]));
    for (const { id, access, refused } of services.routes) {
      // What nobody can do needs no permission.
      if (refused === true) continue;
      if (access.kind === 'open') expect(OPEN, id).toContain(id);
      else if (access.permissions.length === 0) expect(ANYBODY, id).toContain(id);
      else for (const permission of access.permissions) expect(known, `${id} needs ${permission}, which no role has`).toContain(permission);
    }
    for (const route of services.routes.filter(({ access }) => access.kind !== 'open')) {
      const call = { headers: {}, params: {}, query: new URLSearchParams() } as never;
      await expect(route.handler(call), route.id).rejects.toMatchObject({ status: 401, reason: 'required' });
    }
  } finally {
    await services.close();
    await rm(dir, { recursive: true, force: true });
  }
});
