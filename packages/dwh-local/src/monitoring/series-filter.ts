import { invalidArgument, unimplemented } from '../grpc/grpc-error.js';
import type { Series } from './metric-store.js';

const TERM = /^\s*(metric\.type|resource\.type|(?:metric|resource)\.labels?\.(?:"[^"]+"|\w+))\s*(=|!=)\s*(?:(starts_with|ends_with|has_substring)\(\s*"([^"]*)"\s*\)|"([^"]*)"|([\w./-]+))\s*/;

/** Which series a filter names: terms joined by AND. https://docs.cloud.google.com/monitoring/api/v3/filters */
export function seriesFilter(filter: string): (series: Series) => boolean {
  const tests: ((series: Series) => boolean)[] = [];
  let named = false;
  for (let rest = filter; ; ) {
    const term = TERM.exec(rest);
    if (term === null) throw unimplemented(`the filter ${JSON.stringify(filter)} (terms of metric.type, resource.type and labels, joined by AND, are)`);
    const [whole, path, operator, how, argument, quoted, bare] = term as unknown as [string, string, string, string?, string?, string?, string?];
    const wanted = argument ?? quoted ?? bare ?? '';
    named ||= path === 'metric.type' && operator === '=';
    tests.push((series) => compare(valueAt(series, path), how, wanted) === (operator === '='));
    rest = rest.slice(whole.length);
    if (rest === '') break;
    const and = /^AND\s+/i.exec(rest);
    if (and === null) throw unimplemented(`the filter ${JSON.stringify(filter)} (terms joined by AND are)`);
    rest = rest.slice(and[0].length);
  }
  if (!named) throw invalidArgument('Field filter had an invalid value: must specify a restriction on "metric.type" in the filter.');
  return (series) => tests.every((test) => test(series));
}

function valueAt({ metric, resource }: Series, path: string): string {
  if (path === 'metric.type') return metric.type;
  if (path === 'resource.type') return resource.type;
  const [of, , ...key] = path.split('.') as [string, string, ...string[]];
  return (of === 'metric' ? metric : resource).labels?.[key.join('.').replace(/^"(.*)"$/, '$1')] ?? '';
}

function compare(value: string, how: string | undefined, wanted: string): boolean {
  if (how === 'starts_with') return value.startsWith(wanted);
  if (how === 'ends_with') return value.endsWith(wanted);
  return how === 'has_substring' ? value.includes(wanted) : value === wanted;
}
