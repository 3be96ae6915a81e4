import { invalid } from './refusals.js';
import type { ObjectMetadata, StoredContext } from './stored.js';

type Contexts = Readonly<Record<string, StoredContext>>;

const MAX_CONTEXTS = 50;
const MAX_BYTES = 256;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What `contexts` of a request makes of an object's contexts; null takes one, or all, away. @throws ApiError 400 */
export function mergedContexts(current: Contexts, sent: unknown): Contexts {
  if (sent === undefined) return current;
  const custom = sent === null ? null : isObject(sent) ? (sent['custom'] ?? (Object.keys(sent).length === 0 ? undefined : null)) : undefined;
  if (custom === null) return {};
  if (!isObject(custom)) throw invalid('Invalid value for the object field "contexts".');
  const merged = new Map(Object.entries(current));
  for (const [key, payload] of Object.entries(custom)) {
    const value = isObject(payload) ? payload['value'] : payload;
    if (payload === null || value === null || (isObject(payload) && Object.keys(payload).length === 0)) {
      merged.delete(key);
      continue;
    }
    requireText(key, 'key');
    if (key.startsWith('google:')) throw invalid('A context key must not start with "google:".');
    requireText(value, 'value');
    const known = merged.get(key);
    merged.set(key, known?.value === value ? known : { value, ...(known?.createTime === undefined ? {} : { createTime: known.createTime }) });
  }
  if (merged.size > MAX_CONTEXTS) throw invalid(`An object has at most ${MAX_CONTEXTS} contexts.`);
  return Object.fromEntries(merged);
}

/** Contexts that are new or changed get the time of the change. */
export function stampedContexts({ contexts }: ObjectMetadata, time: string): Pick<ObjectMetadata, 'contexts'> {
  if (contexts === undefined) return {};
  return { contexts: { custom: Object.fromEntries(Object.entries(contexts.custom).map(([key, one]) => [key, { createTime: time, updateTime: time, ...one }])) } };
}

function requireText(text: unknown, what: string): asserts text is string {
  if (typeof text !== 'string' || text === '' || Buffer.byteLength(text) > MAX_BYTES || !/^[\p{L}\p{N}]/u.test(text) || /["'\\/]/.test(text)) throw invalid(`A context ${what} has 1 to ${MAX_BYTES} bytes, starts with a letter or a digit, and has no quotes, slashes or backslashes.`);
}

/** The parameter `filter` of a listing: `contexts."key":*`, `contexts."key"="value"`, and either with a minus before it. @throws ApiError 400 */
export function contextFilter(filter: string | null): (object: ObjectMetadata) => boolean {
  if (filter === null || filter === '') return () => true;
  const [, minus, key = '', value] = /^\s*(-)?\s*contexts\."([^"]+)"\s*(?::\s*\*|=\s*"([^"]*)")\s*$/.exec(filter) ?? [];
  if (key === '') throw invalid('Invalid value for filter: it must be contexts."key":* or contexts."key"="value", or either after a minus.');
  return ({ contexts }) => {
    const found = contexts === undefined || !Object.hasOwn(contexts.custom, key) ? undefined : contexts.custom[key]?.value;
    return (found !== undefined && (value === undefined || found === value)) !== (minus === '-');
  };
}
