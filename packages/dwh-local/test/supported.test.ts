import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { FaultPlan } from '../src/faults/fault-plan.js';
import { healthRoute } from '../src/health-route.js';
import { batchRoutes } from '../src/http/batch-routes.js';
import { RequestLog } from '../src/http/request-log.js';
import { createRouter } from '../src/http/router.js';
import { Tokens } from '../src/iam/tokens.js';
import { pageRoutes } from '../src/page/page-routes.js';
import { openServices } from '../src/services.js';
import { supportedMethods } from '../src/supported-methods.js';

it('SUPPORTED.md lists exactly what is routed', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'supported-'));
  const identity = { project: 'bm-local', location: 'EU' };
  const services = await openServices({ dir, identity, durable: false, origin: () => '', catalogDelay: 0, dataCatalog: false, identities: { options: { identities: {} }, tokens: new Tokens({ identities: {} }) } });
  try {
    const batch = batchRoutes({ router: () => createRouter([]), faults: () => new FaultPlan([]), log: () => new RequestLog() });
    const routes = [...services.routes, ...pageRoutes(), healthRoute({ ...identity, instance: '', version: '' }), ...batch];
    await expect(supportedMethods(routes, services.grpcMethods)).toMatchFileSnapshot('../SUPPORTED.md');
    // Every route has to be in a section, and one method and path has one route.
    const rows = supportedMethods(routes, services.grpcMethods).match(/^\| `.*$/gm) ?? [];
    expect(rows).toHaveLength(routes.filter((route) => route.refused !== true).length + services.grpcMethods.length);
  } finally {
    await services.close();
    await rm(dir, { recursive: true, force: true });
  }
});
