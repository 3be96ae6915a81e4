import type { FrameBound, WindowFrame, WindowSpec } from '../ast/expression.js';
import { analyzeExpression } from './expression.js';
import { analyzeInnerOrder } from './order.js';
import type { Scope } from './scope.js';
import type { Typed } from './typed.js';

export interface Over {
  /** ` OVER (...)`. */
  readonly sql: string;
  readonly values: readonly Typed[];
  readonly ordered: boolean;
  readonly framed: boolean;
}

export function overClause(written: WindowSpec, scope: Scope): Over {
  const spec = resolveWindow(written, scope, new Set());
  const partition = spec.partitionBy.map((item) => analyzeExpression(item, scope));
  for (const { type, at } of partition) {
    if (type.kind === 'ARRAY' || type.kind === 'STRUCT' || type.kind === 'JSON' || type.kind === 'FLOAT64') throw scope.source.error(at, `Partitioning by expressions of type ${type.kind} is not allowed`);
  }
  const order = analyzeInnerOrder(spec.orderBy, scope);
  const by = partition.length === 0 ? '' : `PARTITION BY ${partition.map((value) => value.sql).join(', ')}`;
  const frame = spec.frame ? ` ${frameClause(spec.frame, scope)}` : '';
  return { sql: ` OVER (${by}${order.sql}${frame})`, values: [...partition, ...order.values], ordered: spec.orderBy.length > 0, framed: spec.frame !== undefined };
}

/** A specification with what it takes over from the named windows below it. */
function resolveWindow(spec: WindowSpec, scope: Scope, seen: Set<string>): WindowSpec {
  if (spec.base === undefined) return spec;
  const name = spec.base.name.toLowerCase();
  let found: WindowSpec | undefined;
  for (let level: Scope | undefined = scope; level !== undefined && found === undefined; level = level.parent) found = level.windows.get(name);
  if (found === undefined || seen.has(name)) throw scope.source.error(spec.base.at, `Unrecognized window alias ${spec.base.name}`);
  const base = resolveWindow(found, scope, seen.add(name));
  if (spec.partitionBy.length > 0) throw scope.source.error(spec.at, 'If a window has a PARTITION BY, it cannot reference another window');
  if (spec.orderBy.length > 0 && base.orderBy.length > 0) throw scope.source.error(spec.at, 'A window that references an ordered window cannot have an ORDER BY');
  const frame = spec.frame ?? base.frame;
  return { at: spec.at, partitionBy: base.partitionBy, orderBy: spec.orderBy.length > 0 ? spec.orderBy : base.orderBy, ...(frame && { frame }) };
}

function frameClause(frame: WindowFrame, scope: Scope): string {
  return `${frame.unit} BETWEEN ${bound(frame.start, scope)} AND ${bound(frame.end, scope)}`;
}

function bound({ kind, offset }: FrameBound, scope: Scope): string {
  if (offset === undefined) return kind;
  const value = analyzeExpression(offset, scope);
  if (!value.parameter && value.literal?.type !== 'INT64') throw scope.source.error(value.at, 'Window frame offset must be an integer literal or parameter');
  if (value.literal?.type === 'INT64' && value.literal.value < 0n) throw scope.source.error(value.at, 'Window frame offset must not be negative');
  return `${value.sql} ${kind}`;
}
