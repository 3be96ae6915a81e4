import { setTimeout as delay } from 'node:timers/promises';

import { ConnectionCut } from '../faults/broken-body.js';
import type { Fault } from '../faults/fault.js';
import { canonicalStatus } from '../http/http-status.js';
import { GrpcError } from './grpc-error.js';
import { isStatusCode } from './status-code.js';

/** Runs `effect` with what the fault does to it. @throws ConnectionCut where no answer goes out. */
export async function withFault<Answer>(fault: Fault | undefined, effect: () => Promise<Answer>, cut: () => void): Promise<Answer> {
  switch (fault?.kind) {
    case undefined:
      return effect();
    case 'error':
      throw scripted(fault);
    case 'error-after-effect':
      await effect();
      throw scripted(fault);
    case 'lost-answer':
      await effect();
      cut();
      throw new ConnectionCut('The fault plan kept the answer back.');
    case 'reset':
    case 'truncate':
      cut();
      throw new ConnectionCut('The fault plan reset the connection.');
    case 'delay':
      await delay(fault.ms, undefined, { ref: false });
      return effect();
  }
}

function scripted(fault: Fault & { kind: 'error' | 'error-after-effect' }): GrpcError {
  const code = fault.reason ?? canonicalStatus(fault.status);
  return new GrpcError(isStatusCode(code) ? code : 'UNKNOWN', fault.message ?? `A scripted fault: ${code}.`);
}
