import type { IncomingHttpHeaders } from 'node:http';

import { wholeParam } from '../http/query-params.js';
import { conditionNotMet, notModified } from './refusals.js';

/** What a request requires of the live object or bucket. Plain data: an upload session keeps it until its last byte. */
export interface Preconditions {
  readonly generationMatch?: string | undefined;
  readonly generationNotMatch?: string | undefined;
  readonly metagenerationMatch?: string | undefined;
  readonly metagenerationNotMatch?: string | undefined;
}

interface Versioned {
  readonly generation?: string;
  readonly metageneration: string;
}

/** `prefix` is `ifSource` for the source of a copy. @throws ApiError 400 where a value is not a whole number. */
export function preconditionsOf(query: URLSearchParams, prefix: 'if' | 'ifSource' = 'if'): Preconditions {
  return {
    generationMatch: wholeParam(query, `${prefix}GenerationMatch`),
    generationNotMatch: wholeParam(query, `${prefix}GenerationNotMatch`),
    metagenerationMatch: wholeParam(query, `${prefix}MetagenerationMatch`),
    metagenerationNotMatch: wholeParam(query, `${prefix}MetagenerationNotMatch`),
  };
}

/** For a write. Generation 0 stands for "no live object". @throws ApiError 412 conditionNotMet */
export function requireConditions(conditions: Preconditions, current: Versioned | undefined): void {
  if (matchFails(conditions, current) || notMatchFails(conditions, current)) throw conditionNotMet();
}

/** For a read of what exists: an unmet NotMatch says that the caller has it already. @throws ApiError 412 or 304 */
export function requireReadConditions(conditions: Preconditions, current: Versioned): void {
  if (matchFails(conditions, current)) throw conditionNotMet();
  if (notMatchFails(conditions, current)) throw notModified();
}

function matchFails(conditions: Preconditions, current: Versioned | undefined): boolean {
  const { generationMatch, metagenerationMatch } = conditions;
  return (generationMatch !== undefined && generationMatch !== (current?.generation ?? '0')) || (metagenerationMatch !== undefined && metagenerationMatch !== current?.metageneration);
}

function notMatchFails(conditions: Preconditions, current: Versioned | undefined): boolean {
  const { generationNotMatch, metagenerationNotMatch } = conditions;
  return (generationNotMatch !== undefined && generationNotMatch === (current?.generation ?? '0')) || (metagenerationNotMatch !== undefined && (current === undefined || metagenerationNotMatch === current.metageneration));
}

/** The headers If-Match and If-None-Match, with etags. @throws ApiError 412, or 304 for a read */
export function requireEtags(headers: IncomingHttpHeaders, current: string, read: boolean): void {
  const match = headers['if-match'];
  if (match !== undefined && !lists(match, current)) throw conditionNotMet();
  const noneMatch = headers['if-none-match'];
  if (noneMatch !== undefined && lists(noneMatch, current)) throw read ? notModified() : conditionNotMet();
}

function lists(header: string, etag: string): boolean {
  return header.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^"(.*)"$/, '$1') === etag);
}
