import { invalidArgument } from './grpc-error.js';
import type { GrpcRequest } from './grpc-method.js';

/** A text of a request; absent is empty, as protobuf has it. */
export function text(request: GrpcRequest, field: string): string {
  return (request[field] as string | undefined) ?? '';
}

/** @throws GrpcError INVALID_ARGUMENT where it is empty. */
export function requiredText(request: GrpcRequest, field: string): string {
  const value = text(request, field);
  if (value === '') throw invalidArgument(`${field} is required.`);
  return value;
}

/** @throws GrpcError INVALID_ARGUMENT where there is none. */
export function requiredMessage(request: GrpcRequest, field: string): GrpcRequest {
  const value = request[field];
  if (typeof value !== 'object' || value === null) throw invalidArgument(`${field} is required.`);
  return value as GrpcRequest;
}

/** The names in a resource name, `projects/{project}/locations/{location}` say. @throws GrpcError INVALID_ARGUMENT where it has another form. */
export function nameParts(name: string, pattern: string): Readonly<Record<string, string>> {
  const form = new RegExp(`^${pattern.replaceAll(/\{(\w+)\}/g, (_, part: string) => `(?<${part}>[^/]+)`)}$`);
  const found = form.exec(name)?.groups;
  if (found === undefined) throw invalidArgument(`Resource name ${JSON.stringify(name)} does not match ${JSON.stringify(pattern)}.`);
  return found;
}

/** A page of a list, and the token of the next one. */
export function page<Item>(items: readonly Item[], request: GrpcRequest, largest: number): { readonly items: readonly Item[]; readonly nextPageToken?: string } {
  const token = text(request, 'pageToken');
  if (token !== '' && !/^\d{1,12}$/.test(token)) throw invalidArgument('The page token is not valid.');
  const asked = Number(request['pageSize'] ?? 0);
  if (asked < 0) throw invalidArgument('The page size is negative.');
  const from = Number(token);
  const size = asked === 0 ? largest : Math.min(asked, largest);
  const rest = items.length > from + size;
  return { items: items.slice(from, from + size), ...(rest ? { nextPageToken: String(from + size) } : {}) };
}

/** A moment as google.protobuf.Timestamp. */
export function timestamp(milliseconds: number): { readonly seconds: string; readonly nanos: number } {
  return { seconds: String(Math.floor(milliseconds / 1000)), nanos: (((milliseconds % 1000) + 1000) % 1000) * 1_000_000 };
}

/** In milliseconds. */
export function momentOf(value: unknown): number | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { seconds = '0', nanos = 0 } = value as { seconds?: string; nanos?: number };
  return Number(seconds) * 1000 + nanos / 1_000_000;
}

/** The fields that a mask names; all that were sent where it names none. */
export function maskedFields(request: GrpcRequest, sent: GrpcRequest): readonly string[] {
  const paths = (request['updateMask'] as { paths?: readonly string[] } | undefined)?.paths ?? [];
  return paths.length === 0 ? Object.keys(sent) : paths.map((path) => path.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()));
}
