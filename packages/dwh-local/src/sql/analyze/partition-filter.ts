import type { Expression } from '../ast/expression.js';
import type { Name } from '../ast/node.js';
import type { ResolvedTable } from '../translation-context.js';
import type { Relation, ScopeColumn } from './scope.js';
import type { SourceText } from './session.js';

/** A table that may not be read whole: the columns of which one must be compared with something. */
export interface RequiredFilter {
  readonly table: string;
  readonly ingestionTime: boolean;
  readonly columns: readonly { readonly name: string; readonly sql: string }[];
}

export function partitionColumns(entry: Extract<ResolvedTable, { kind: 'table' }>, columns: readonly ScopeColumn[], pseudoColumns: readonly ScopeColumn[]): RequiredFilter['columns'] {
  const field = entry.partitioning?.field;
  const candidates = field === undefined ? pseudoColumns : columns.filter((column) => column.name?.toLowerCase() === field.toLowerCase());
  return candidates.map((column) => ({ name: column.name ?? '', sql: column.sql }));
}

/**
 * The tables of `relations` whose partition no condition restricts. A condition counts where it stands in the AND-list of WHERE or ON and compares the
 * column itself with something else.
 */
export function openFilters(relations: readonly Relation[], conditions: readonly Expression[], read: (node: Expression) => string | undefined): RequiredFilter[] {
  const conjunction = conditions.flatMap(conjuncts);
  return relations.flatMap((relation) => relation.partitionFilters ?? []).filter((filter) => {
    const wanted = new Set(filter.columns.map((column) => column.sql));
    return !conjunction.some((condition) => restricts(condition, wanted, read));
  });
}

/** @throws SqlError where a table is left that must not be read whole. A view may be created over it: whoever reads the view restricts it. */
export function refuseOpenFilters(filters: readonly RequiredFilter[] | undefined, source: SourceText): void {
  const [filter] = filters ?? [];
  if (filter === undefined || source.session.definesView) return;
  const names = filter.ingestionTime ? ['_PARTITION_LOAD_TIME', '_PARTITIONDATE', '_PARTITIONTIME'] : filter.columns.map((column) => column.name);
  throw source.plainError(`Cannot query over table '${filter.table}' without a filter over column(s) ${names.map((name) => `'${name}'`).join(', ')} that can be used for partition elimination`);
}

function conjuncts(node: Expression): Expression[] {
  return node.kind === 'binary' && node.operator === 'AND' ? [...conjuncts(node.left), ...conjuncts(node.right)] : [node];
}

/** Names that stand in arguments and are no columns. */
const PARTS = new Set(['MICROSECOND', 'MILLISECOND', 'SECOND', 'MINUTE', 'HOUR', 'DAY', 'WEEK', 'ISOWEEK', 'MONTH', 'QUARTER', 'YEAR', 'ISOYEAR', 'SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY']);

/** A partition can be ruled out only by what is known before rows are read. */
function readsNoColumn(node: unknown): boolean {
  if (Array.isArray(node)) return node.every(readsNoColumn);
  if (typeof node !== 'object' || node === null || node instanceof Uint8Array) return true;
  if ('kind' in node && node.kind === 'subquery') return true;
  if ('kind' in node && node.kind === 'path' && 'parts' in node) {
    const parts = node.parts as readonly Name[];
    return parts.length === 1 && PARTS.has(parts[0]?.name.toUpperCase() ?? '');
  }
  return Object.values(node).every(readsNoColumn);
}

const COMPARISONS = new Set(['=', '<', '<=', '>', '>=']);

function restricts(node: Expression, wanted: ReadonlySet<string>, read: (node: Expression) => string | undefined): boolean {
  const isPartition = (side: Expression): boolean => {
    if (side.kind === 'cast') return isPartition(side.operand);
    // A function of the column, as DATE(_PARTITIONTIME), still orders as the column does.
    if (side.kind === 'call') return side.arguments.length > 0 && ['DATE', 'TIMESTAMP', 'TIMESTAMP_TRUNC', 'DATE_TRUNC'].includes(side.name.join('.')) && isPartition(side.arguments[0] as Expression);
    const sql = side.kind === 'path' || side.kind === 'field' ? read(side) : undefined;
    return sql !== undefined && wanted.has(sql);
  };
  switch (node.kind) {
    case 'binary':
      if (node.operator === 'OR') return restricts(node.left, wanted, read) && restricts(node.right, wanted, read);
      return COMPARISONS.has(node.operator) && ((isPartition(node.left) && readsNoColumn(node.right)) || (isPartition(node.right) && readsNoColumn(node.left)));
    case 'between':
      return !node.negated && isPartition(node.operand) && readsNoColumn([node.low, node.high]);
    case 'in':
      return !node.negated && isPartition(node.operand);
    case 'is':
      return isPartition(node.operand);
    default:
      return false;
  }
}
