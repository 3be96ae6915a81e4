import type { Caller } from '../iam/caller.js';
import type { ServiceMessages } from './messages.js';

/** A request as protobuf.js reads it: enums by name, 64-bit numbers as text, what was not sent absent. */
export type GrpcRequest = Readonly<Record<string, unknown>>;

/** What a handler has beside the request. */
export interface GrpcCall {
  readonly messages: ServiceMessages;
  readonly caller: Caller;
}

/** A method that is served. */
export interface GrpcMethod {
  /** `dataplex.UpdateEntry`: for scripted faults, the request log and SUPPORTED.md. */
  readonly id: string;
  /** `google.cloud.dataplex.v1.CatalogService/UpdateEntry`. */
  readonly path: string;
  /** The permission that it needs, and of the request the name of the resource on which. */
  readonly permission: string;
  readonly resource: (request: GrpcRequest) => string;
  handler(request: GrpcRequest, call: GrpcCall): Promise<object>;
}
