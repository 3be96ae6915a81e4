import { isStatusCode } from '../grpc/status-code.js';
import type { Fault, FaultHandle, FaultTarget } from './fault.js';

interface Entry {
  readonly method: string;
  readonly first: number;
  readonly last: number;
  readonly fault: Fault;
  seen: number;
  hits: number;
}

/** Scripted failures, for tests. Each call of a method is met by at most one fault: the one added first among those that are due. */
export class FaultPlan {
  readonly #methods: ReadonlySet<string>;
  readonly #grpc: ReadonlySet<string>;
  #entries: readonly Entry[] = [];

  constructor(methods: Iterable<string>, grpcMethods: Iterable<string> = []) {
    this.#grpc = new Set(grpcMethods);
    this.#methods = new Set([...methods, ...this.#grpc]);
  }

  /** @throws RangeError for a method that the warehouse does not serve, or numbers that meet no call. */
  add(fault: FaultTarget & Fault): FaultHandle {
    const { method, nth = 1, times = 1, ...what } = fault;
    if (!this.#methods.has(method)) throw new RangeError(`No method ${JSON.stringify(method)} is served; SUPPORTED.md lists the names.`);
    requireWhole('nth', nth, 1);
    requireWhole('times', times, 1);
    checkFault(what);
    if (this.#grpc.has(method)) checkGrpcFault(what);
    const entry: Entry = { method, first: nth, last: nth + times - 1, fault: what, seen: 0, hits: 0 };
    this.#entries = [...this.#entries, entry];
    return {
      get hits() {
        return entry.hits;
      },
      remove: () => {
        this.#entries = this.#entries.filter((other) => other !== entry);
      },
    };
  }

  /** Ends all faults. */
  clear(): void {
    this.#entries = [];
  }

  /** Counts a call, and says what goes wrong with it. */
  meet(method: string): Fault | undefined {
    let due: Entry | undefined;
    for (const entry of this.#entries) {
      if (entry.method !== method) continue;
      entry.seen += 1;
      if (due === undefined && entry.seen >= entry.first && entry.seen <= entry.last) due = entry;
    }
    if (due !== undefined) due.hits += 1;
    return due?.fault;
  }
}

function checkFault(fault: Fault): void {
  switch (fault.kind) {
    case 'error':
    case 'error-after-effect':
      return requireWhole('status', fault.status, 400, 599);
    case 'delay':
      return requireWhole('ms', fault.ms, 0);
    case 'reset':
      return requireWhole('afterBytes', fault.afterBytes ?? 0, 0);
    case 'truncate':
      return requireWhole('bytes', fault.bytes ?? 0, 0);
    case 'lost-answer':
      return;
    default:
      throw new RangeError(`Unknown kind of fault: ${JSON.stringify((fault as { kind: unknown }).kind)}.`);
  }
}

/** A gRPC message travels whole, and its errors have codes for reasons. */
function checkGrpcFault(fault: Fault): void {
  if (fault.kind === 'truncate' || (fault.kind === 'reset' && fault.afterBytes !== undefined)) throw new RangeError('A gRPC method has no fault that counts bytes.');
  if ('reason' in fault && fault.reason !== undefined && !isStatusCode(fault.reason)) throw new RangeError(`The reason of a gRPC method's fault must be a status code such as UNAVAILABLE, not ${JSON.stringify(fault.reason)}.`);
}

function requireWhole(name: string, value: number, from: number, to = Number.MAX_SAFE_INTEGER): void {
  if (!Number.isSafeInteger(value) || value < from || value > to) throw new RangeError(`A fault's ${name} must be a whole number from ${from}${to === Number.MAX_SAFE_INTEGER ? '' : ` to ${to}`}.`);
}
