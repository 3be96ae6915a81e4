import { ApiError } from './api-error.js';
import type { Reply } from './exchange.js';

interface Selection {
  readonly [field: string]: Selection | true;
}

/** The parameter `fields` of Google's APIs: the part of a JSON answer that is asked for. @throws ApiError 400 where it does not parse. */
export function fieldSelection(fields: string | null): (reply: Reply) => Reply {
  if (fields === null || fields === '') return (reply) => reply;
  const selection = parse(fields);
  return (reply) => (reply.json === undefined || reply.status >= 300 ? reply : { ...reply, json: select(reply.json, selection) });
}

/** `a,b/c,d(e,f/g),*` */
function parse(fields: string): Selection {
  const tokens = fields.match(/[^,/()]+|[,/()]/g) ?? [];
  let at = 0;
  const wrong = () => new ApiError(400, 'invalidParameter', `Invalid field selection ${fields.slice(0, 200)}`, { location: 'fields', locationType: 'parameter' });
  const list = (): Selection => {
    const found: Record<string, Selection | true> = {};
    do {
      const [name, inside] = field();
      found[name] = both(found[name], inside);
    } while (tokens[at] === ',' && (at += 1));
    return found;
  };
  const field = (): [string, Selection | true] => {
    const name = tokens[at++]?.trim() ?? '';
    if (!/^(?:\*|[\w-]+)$/.test(name)) throw wrong();
    if (tokens[at] === '/') {
      at += 1;
      const [child, inside] = field();
      return [name, { [child]: inside }];
    }
    if (tokens[at] !== '(') return [name, true];
    at += 1;
    const inside = list();
    if (tokens[at++] !== ')') throw wrong();
    return [name, inside];
  };
  const selection = list();
  if (at !== tokens.length) throw wrong();
  return selection;
}

/** What either names: `a/b,a/c` asks for both. */
function both(one: Selection | true | undefined, other: Selection | true): Selection | true {
  if (one === undefined) return other;
  if (one === true || other === true) return true;
  return { ...one, ...Object.fromEntries(Object.entries(other).map(([name, inside]) => [name, both(one[name], inside)])) };
}

function select(value: unknown, selection: Selection | true): unknown {
  if (selection === true || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => select(one, selection));
  const wanted = Object.entries(value).flatMap(([name, part]) => {
    const inside = selection[name] ?? selection['*'];
    return inside === undefined ? [] : [[name, select(part, inside)] as const];
  });
  return Object.fromEntries(wanted);
}
