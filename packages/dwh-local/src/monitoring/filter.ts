import { invalidArgument, unimplemented } from '../grpc/grpc-error.js';

/** What a filter can ask about. */
export interface FilterSubject {
  readonly metric: { readonly type: string; readonly labels?: Readonly<Record<string, string>> };
  readonly resource?: { readonly type: string; readonly labels: Readonly<Record<string, string>> };
}

export interface Filter {
  readonly matches: (subject: FilterSubject) => boolean;
  /** The metric type that the filter names exactly; undefined where it names none. */
  readonly metricType: string | undefined;
}

const TERM = /^(metric|resource)\.(type|labels?\.("[^"]+"|\w+))\s*(!?=)\s*(?:(starts_with|ends_with|has_substring)\(\s*"((?:[^"\\]|\\.)*)"\s*\)|"((?:[^"\\]|\\.)*)")$/;

/** A part of the filter language: comparisons of types and labels, all of them at once. @throws GrpcError for the rest of it */
export function parseFilter(text: string): Filter {
  if (text.trim() === '') return { matches: () => true, metricType: undefined };
  const terms = splitTerms(text).map(parseTerm);
  return { matches: (subject) => terms.every((term) => term.matches(subject)), metricType: terms.find((term) => term.metricType !== undefined)?.metricType };
}

/** The comparisons, with or without AND between them. */
function splitTerms(text: string): string[] {
  const outside = text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');
  if (/\b(?:OR|NOT)\b/.test(outside) || /(?:^|[^\w])\(/.test(outside)) throw unimplemented('a monitoring filter with OR, NOT or parentheses');
  return text.split(/\s+(?:AND\s+)?(?=(?:metric|resource)\.)(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((term) => term.trim());
}

function parseTerm(term: string): Filter {
  const [, subject, what = '', label = '', operator = '', call, argument, plain] = TERM.exec(term) ?? [];
  if (subject === undefined) throw invalidArgument('The filter holds a comparison that the local warehouse does not read; it reads metric.type, metric.labels.X, resource.type and resource.labels.X, with = or != and a text or starts_with, ends_with, has_substring.');
  const value = (argument ?? plain ?? '').replaceAll(/\\(.)/g, '$1');
  const key = label.replaceAll('"', '');
  const compare = (found: string | undefined) => test(found ?? '', call, value) === (operator === '=');
  const matches = (of: FilterSubject) => {
    const part = subject === 'metric' ? of.metric : of.resource;
    return compare(what === 'type' ? part?.type : part?.labels?.[key]);
  };
  return { matches, metricType: subject === 'metric' && what === 'type' && operator === '=' && call === undefined ? value : undefined };
}

function test(found: string, call: string | undefined, value: string): boolean {
  if (call === 'starts_with') return found.startsWith(value);
  if (call === 'ends_with') return found.endsWith(value);
  if (call === 'has_substring') return found.includes(value);
  return found === value;
}
