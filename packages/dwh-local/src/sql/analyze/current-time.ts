import type { Call } from '../ast/expression.js';
import { DATE, DATETIME, TIME, TIMESTAMP, type ScalarType } from '../types.js';
import { readZone, UTC } from './date-part.js';
import { noMatchingSignature } from './function-call.js';
import type { Scope } from './scope.js';
import type { Typed } from './typed.js';

type Special = (node: Call, scope: Scope) => Typed;

function current(type: ScalarType, duck: string): Special {
  return (node, scope) => {
    const [zoneNode] = node.arguments;
    if (node.arguments.length > (type.kind === 'TIMESTAMP' ? 0 : 1)) throw noMatchingSignature(node, [], scope);
    const { nowMicros } = scope.source.session.context;
    const now = nowMicros === undefined ? 'now()' : `make_timestamptz(CAST(${nowMicros} AS BIGINT))`;
    const zone = zoneNode ? readZone(zoneNode, scope) : UTC;
    return { at: node.at, type, uses: [], sql: type.kind === 'TIMESTAMP' ? now : `CAST(${zone.toLocal(now)} AS ${duck})` };
  };
}

export const CURRENT_FUNCTIONS: ReadonlyMap<string, Special> = new Map([
  ['CURRENT_TIMESTAMP', current(TIMESTAMP, 'TIMESTAMPTZ')],
  ['CURRENT_DATE', current(DATE, 'DATE')],
  ['CURRENT_DATETIME', current(DATETIME, 'TIMESTAMP')],
  ['CURRENT_TIME', current(TIME, 'TIME')],
]);
