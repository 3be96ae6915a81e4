import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

import { ApiError } from '../http/api-error.js';
import type { Reply } from '../http/exchange.js';
import { ConnectionCut } from './broken-body.js';
import type { Fault } from './fault.js';

export interface FaultyReply {
  readonly reply: Reply;
  /** Reset the connection after so much of the reply's body. */
  readonly cutAfter?: number | 'half';
}

/** Runs `effect` with what the fault does to it. A `reset` after bytes is the body's matter (`breakAfter`), not decided here. @throws ConnectionCut where no answer goes out. */
export async function withFault(fault: Fault | undefined, effect: () => Promise<Reply>, signal: AbortSignal, cut: () => void): Promise<FaultyReply> {
  switch (fault?.kind) {
    case undefined:
      return { reply: await effect() };
    case 'error':
      throw scripted(fault);
    case 'error-after-effect':
      discard(await effect());
      throw scripted(fault);
    case 'lost-answer':
      discard(await effect());
      cut();
      throw new ConnectionCut('The fault plan kept the answer back.');
    case 'reset':
      if (fault.afterBytes !== undefined) return { reply: await effect() };
      cut();
      throw new ConnectionCut('The fault plan reset the connection.');
    case 'delay':
      await delay(fault.ms, undefined, { signal, ref: false });
      return { reply: await effect() };
    case 'truncate':
      return { reply: await effect(), cutAfter: fault.bytes ?? 'half' };
  }
}

const REASONS: Readonly<Record<number, string>> = { 401: 'authError', 403: 'rateLimitExceeded', 404: 'notFound', 408: 'timeout', 409: 'duplicate', 412: 'conditionNotMet', 429: 'rateLimitExceeded', 500: 'internalError' };

function scripted(fault: Fault & { kind: 'error' | 'error-after-effect' }): ApiError {
  const reason = fault.reason ?? REASONS[fault.status] ?? (fault.status >= 500 ? 'backendError' : 'badRequest');
  return new ApiError(fault.status, reason, fault.message ?? `A scripted fault: ${reason}.`);
}

function discard(reply: Reply): void {
  if (reply.body instanceof Readable) reply.body.destroy();
}
