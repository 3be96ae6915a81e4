import { MAX_LABELS, MAX_LABEL_LENGTH } from './limits.js';
import { invalid } from './refusals.js';

export type Labels = Readonly<Record<string, string>>;

const KEY = /^[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}_-]*$/u;
const VALUE = /^[\p{Ll}\p{Lo}\p{N}_-]*$/u;

/** Labels as the service accepts them. @throws ApiError 400 naming the first key that breaks a rule. */
export function parseLabels(value: unknown): Labels {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) throw invalid('Invalid value for: labels is not a valid value', 'labels');
  const labels = Object.fromEntries(Object.entries(value).filter(([, text]) => text !== null));
  if (Object.keys(labels).length > MAX_LABELS) throw invalid(`At most ${MAX_LABELS} labels are allowed on a resource.`, 'labels');
  for (const [key, text] of Object.entries(labels)) {
    if (!KEY.test(key) || key.length > MAX_LABEL_LENGTH) {
      throw invalid(`Label key "${key}" has invalid characters or length: 1 to ${MAX_LABEL_LENGTH} lowercase letters, digits, "_" and "-", starting with a letter.`, 'labels');
    }
    if (typeof text !== 'string' || !VALUE.test(text) || text.length > MAX_LABEL_LENGTH) {
      throw invalid(`The value of label "${key}" has invalid characters or length: up to ${MAX_LABEL_LENGTH} lowercase letters, digits, "_" and "-".`, 'labels');
    }
  }
  return labels;
}

/** PATCH semantics: a null removes the label, the others stay. */
export function patchLabels(current: Labels, patch: unknown): Labels {
  if (patch === undefined) return current;
  if (patch === null) return {};
  if (typeof patch !== 'object' || Array.isArray(patch)) return parseLabels(patch);
  return parseLabels({ ...current, ...patch });
}

/** The filter of a list: `labels.key` or `labels.key:value`, all of several between spaces. @throws ApiError 400 */
export function labelFilter(text: string): (labels: Labels) => boolean {
  const terms = text.split(/\s+(?:AND\s+)?/).filter((term) => term !== '' && term !== 'AND');
  const wanted = terms.map((term) => {
    const [, key, value] = /^labels\.([^:]+)(?::(.*))?$/.exec(term) ?? [];
    if (key === undefined) throw invalid(`Invalid filter: each term must be labels.name or labels.name:value`, 'filter');
    return { key, value };
  });
  return (labels) => wanted.every(({ key, value }) => (value === undefined || value === '*' ? labels[key] !== undefined : labels[key] === value));
}
