import { Readable } from 'node:stream';

import type { FaultPlan } from '../faults/fault-plan.js';
import { ConnectionCut } from '../faults/broken-body.js';
import { withFault } from '../faults/with-fault.js';
import { OPEN } from '../iam/route-access.js';
import { ApiError } from './api-error.js';
import { batchReply, readBatch, type BatchedRequest } from './batch-body.js';
import { createCall, methodOf, parseTarget } from './call.js';
import { errorReply } from './error-reply.js';
import type { Call, Reply, Route } from './exchange.js';
import { decoded, readBounded } from './json-body.js';
import { fieldSelection } from './partial-response.js';
import { refuseUnsupported, unrouted } from './refusals.js';
import type { RequestLog } from './request-log.js';
import type { Router } from './router.js';

export interface BatchDeps {
  readonly router: () => Router;
  readonly faults: () => FaultPlan;
  readonly log: () => RequestLog;
}

/** Many calls in one request, as Google's clients batch those of Cloud Storage. Each is served, logged and answered as if it had come alone. */
export function batchRoutes(deps: BatchDeps): Route[] {
  const handler = async (call: Call): Promise<Reply> => {
    const requests = readBatch(call.headers['content-type'], await readBounded(decoded(call.body, call.headers['content-encoding'])));
    const answers = [];
    for (const request of requests) answers.push({ id: request.id, reply: await answer(deps, call, request) });
    return batchReply(answers);
  };
  return [
    { method: 'POST', path: '/batch', id: 'storage.batch', access: OPEN, handler },
    { method: 'POST', path: '/batch/storage/v1', id: 'storage.batch', access: OPEN, handler },
  ];
}

async function answer({ router, faults, log }: BatchDeps, outer: Call, { method, url, headers: own, body }: BatchedRequest): Promise<Reply> {
  const seen: { id: string | undefined; status: number } = { id: undefined, status: 0 };
  const { authorization } = outer.headers;
  const headers = { ...(authorization === undefined ? {} : { authorization }), ...own };
  const request = { method, url, headers };
  try {
    const target = parseTarget(request);
    refuseUnsupported(target.query);
    const meant = methodOf(request);
    const found = router().find(meant, target.rawPath);
    if (!('route' in found)) return unrouted(meant, target.rawPath, found.allowed);
    const { route, params } = found;
    seen.id = route.id;
    if (route.path.startsWith('/upload/') || route.path.startsWith('/download/') || route.path.startsWith('/:') || route.id === 'storage.batch' || target.query.get('alt') === 'media') throw new ApiError(400, 'badRequest', 'Uploads, downloads and batches cannot be part of a batch.');
    const selected = fieldSelection(target.query.get('fields'));
    const call = createCall({ request, target, origin: outer.origin, params, body: Readable.from([body]), signal: outer.signal });
    const { reply } = await withFault(faults().meet(route.id), async () => selected(await route.handler(call)), outer.signal, () => undefined);
    seen.status = reply.status;
    return reply;
  } catch (error) {
    if (error instanceof ConnectionCut) throw error;
    const reply = errorReply(error);
    seen.status = reply.status;
    return reply;
  } finally {
    log().add({ ...seen, method, path: url.split('?', 1)[0] ?? '' });
  }
}
