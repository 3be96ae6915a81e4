import { object, type Json } from '../wire/json.js';
import { ApiFailure } from './api-failure.js';
import { storedToken } from './token.js';

export interface CallOptions {
  /** What is undefined is left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Makes it a POST. */
  readonly body?: Json;
  readonly signal?: AbortSignal;
}

/** Calls the wire API. @throws ApiFailure with the message of the service, or where nobody answers */
export async function call(path: string, { query = {}, body, signal }: CallOptions = {}): Promise<Json> {
  const parameters = new URLSearchParams(Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])));
  const request = { method: body === undefined ? 'GET' : 'POST', headers: headersOf(body), body: body === undefined ? null : JSON.stringify(body), signal: signal ?? null };
  const response = await fetch(`${path}?${parameters}`, request).catch(() => {
    throw new ApiFailure('The warehouse does not answer. Is it still running?');
  });
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw new ApiFailure(messageOf(answer) ?? `The warehouse answered ${response.status}.`, response.status);
  return object(answer);
}

function headersOf(body: Json | undefined): Headers {
  const headers = new Headers();
  const token = storedToken();
  if (token !== null) headers.set('authorization', `Bearer ${token}`);
  if (body !== undefined) headers.set('content-type', 'application/json');
  return headers;
}

function messageOf(answer: unknown): string | undefined {
  if (answer === undefined) return undefined;
  const { error } = object(answer);
  const message = error === undefined ? undefined : object(error)['message'];
  return typeof message === 'string' ? message : undefined;
}
