import type { sendUnaryData, ServerErrorResponse, ServerUnaryCall } from '@grpc/grpc-js';

import { ConnectionCut } from '../faults/broken-body.js';
import type { FaultPlan } from '../faults/fault-plan.js';
import type { RequestLog } from '../http/request-log.js';
import { errorStatus } from './error-status.js';
import { unimplemented } from './grpc-error.js';
import type { Authorize, GrpcMethod } from './grpc-method.js';
import type { ProtoRegistry } from './protos/proto-registry.js';
import { httpStatusOf } from './status-code.js';
import { withFault } from './with-fault.js';

export interface CallService {
  readonly faults: FaultPlan;
  readonly log: RequestLog;
  /** Waits for what must be over before a call is served (a reset under way). */
  readonly admit: () => Promise<void>;
  /** Absent where everybody may do everything. */
  readonly authorize?: Authorize;
  /** Told of errors that handlers did not mean to throw. */
  readonly onInternalError: (error: unknown, id: string) => void;
}

export interface UnaryCall {
  readonly path: string;
  /** Undefined for a method of a known service that is not served. */
  readonly method: () => GrpcMethod | undefined;
  /** Resets the connection that the call came on. */
  readonly cut: (call: ServerUnaryCall<object, object>) => void;
}

/** Serves one admitted call to its end; never rejects. */
export async function serveCall(service: CallService, protos: ProtoRegistry, { path, method, cut }: UnaryCall, call: ServerUnaryCall<object, object>, answer: sendUnaryData<object>): Promise<void> {
  const seen = { id: undefined as string | undefined, status: 0 };
  try {
    const served = method();
    seen.id = served?.id;
    if (served === undefined) throw unimplemented(`the method ${path}; SUPPORTED.md lists those that are`);
    const fault = service.faults.meet(served.id);
    const reply = await withFault(fault, () => run(service, served, call), () => cut(call));
    seen.status = 200;
    answer(null, reply);
  } catch (error) {
    const status = errorStatus(error, protos);
    if (!(error instanceof ConnectionCut)) {
      seen.status = httpStatusOf(status.canonical);
      if (status.canonical === 'INTERNAL') service.onInternalError(error, seen.id ?? path);
    }
    answer(status as ServerErrorResponse);
  } finally {
    service.log.add({ ...seen, method: 'POST', path });
  }
}

async function run({ authorize }: CallService, method: GrpcMethod, call: ServerUnaryCall<object, object>): Promise<object> {
  const request = call.request as never;
  const authorization = call.metadata.get('authorization')[0];
  const may = await authorize?.({ authorization: authorization === undefined ? undefined : String(authorization), method, needs: method.needs(request) });
  return method.handler(request, may ?? (async () => true));
}
