import { ApiError } from '../../http/api-error.js';
import type { Call, Reply, Route } from '../../http/exchange.js';
import { wholeParam } from '../../http/query-params.js';
import { ANY_IDENTITY, needs, objectIn } from '../../iam/route-access.js';
import { download } from '../download.js';
import { etag } from '../etag.js';
import { preconditionsOf, requireEtags, requireReadConditions } from '../preconditions.js';
import { notServed } from '../refusals.js';
import { hideMissing } from '../require-write.js';
import type { StorageService } from '../storage-service.js';
import { requireUnexpired } from './signed-url.js';
import { xmlErrorReply } from './xml-reply.js';

const PATH = '/:bucket/:object';

/** Reads of the XML API, which public and signed links and Google's Go client use; the router hands it whatever path is no other's. */
export function xmlRoutes(service: StorageService): Route[] {
  const refuse = async (): Promise<never> => {
    throw notServed('A request of the XML API other than reading an object');
  };
  return [
    { method: 'GET', path: PATH, id: 'storage.xml.objects.get', access: needs('storage.objects.get', objectIn), refusal: xmlErrorReply, handler: (call) => read(service, call) },
    ...(['PUT', 'POST', 'DELETE'] as const).map((method) => ({ method, path: PATH, id: `storage.xml.objects.${method.toLowerCase()}`, access: ANY_IDENTITY, refusal: xmlErrorReply, refused: true, handler: refuse }) as const),
  ];
}

const SUBRESOURCES = ['acl', 'uploads', 'uploadId', 'tagging', 'retention', 'legal-hold'];

async function read(service: StorageService, call: Call): Promise<Reply> {
  const { bucket = '', object: name = '' } = call.params;
  const asked = SUBRESOURCES.find((part) => call.query.has(part));
  if (asked !== undefined) throw notServed(`The sub-resource ${asked}`);
  requireUnexpired(call.query, service.clock);
  await service.buckets.get(bucket).catch(() => {
    throw new ApiError(404, 'noSuchBucket', 'The specified bucket does not exist.');
  });
  const pinned = await service.objects.pin(bucket, name, wholeParam(call.query, 'generation')).catch(hideMissing(call.caller, bucket));
  try {
    requireReadConditions(conditionsOf(call), pinned.object);
    requireEtags(call.headers, etag(pinned.object.generation, pinned.object.metageneration), true);
  } catch (error) {
    pinned.release();
    throw error;
  }
  const reply = await download(service, call, pinned);
  if (reply.status === 416) return { ...xmlErrorReply(new ApiError(416, 'requestedRangeNotSatisfiable', 'The requested range cannot be satisfied.')), headers: { 'content-type': 'application/xml; charset=UTF-8', ...reply.headers } };
  return { ...reply, headers: { ...reply.headers, ...responseHeaders(call.query), ...customHeaders(pinned.object.metadata ?? {}) } };
}

function conditionsOf(call: Call) {
  const sent = new URLSearchParams();
  for (const [header, name] of CONDITION_HEADERS) if (call.headers[header] !== undefined) sent.set(name, String(call.headers[header]));
  return preconditionsOf(sent);
}

const CONDITION_HEADERS = [
  ['x-goog-if-generation-match', 'ifGenerationMatch'],
  ['x-goog-if-generation-not-match', 'ifGenerationNotMatch'],
  ['x-goog-if-metageneration-match', 'ifMetagenerationMatch'],
  ['x-goog-if-metageneration-not-match', 'ifMetagenerationNotMatch'],
] as const;

/** A signed link may say how the browser should take the object. */
function responseHeaders(query: URLSearchParams): Record<string, string> {
  const [type, disposition] = [query.get('response-content-type'), query.get('response-content-disposition')];
  return { ...(type === null ? {} : { 'content-type': type }), ...(disposition === null ? {} : { 'content-disposition': disposition }) };
}

/** Only what a header can carry. */
function customHeaders(metadata: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata).flatMap(([key, value]) => (/^[\w!#$%&'*+.^`|~-]+$/.test(key) && /^[\t\x20-\x7e]*$/.test(value) ? [[`x-goog-meta-${key.toLowerCase()}`, value]] : [])));
}
