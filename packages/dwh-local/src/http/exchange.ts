import type { Readable } from 'node:stream';
import type { IncomingHttpHeaders } from 'node:http';

import type { Caller } from '../iam/caller.js';
import type { RouteAccess } from '../iam/route-access.js';

/** A request as a handler sees it: routed, decoded, its body still a stream. */
export interface Call {
  readonly method: string;
  /** The URL as sent, with this server's own origin: links in answers (mediaLink, Location) start with `origin`. */
  readonly url: URL;
  readonly origin: string;
  /** Path parameters, percent-decoded one segment at a time (so an object name keeps its slashes). */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readable;
  /** Aborts when the client goes away before the answer is sent. */
  readonly signal: AbortSignal;
  /** Who asks. */
  readonly caller: Caller;
  /** The body as JSON; `{}` where there is none. @throws ApiError 400 parseError where it is not JSON, 413 where it is longer than a metadata body may be. */
  json(): Promise<Record<string, unknown>>;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is; with neither `json` nor `body` the answer is empty. */
  readonly body?: Readable | Buffer | string;
}

export type Handler = (call: Call) => Promise<Reply>;

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `/bigquery/v2/projects/:project/datasets`: a segment that starts with `:` is a parameter; `:table` may be followed by a literal suffix as in `:table:testIamPermissions`. */
  readonly path: string;
  /** The method's name in Google's discovery document, `bigquery.tables.get` say; faults, request log and SUPPORTED.md name it. */
  readonly id: string;
  /** What the caller needs; further checks that depend on the body are the handler's. */
  readonly access: RouteAccess;
  /** Known only to be refused by name. */
  readonly refused?: true;
  /** How its refusals are worded where that is not Google's error body. */
  readonly refusal?: (thrown: unknown, query: URLSearchParams) => Reply;
  readonly handler: Handler;
}
