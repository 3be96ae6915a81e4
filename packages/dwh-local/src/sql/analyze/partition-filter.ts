import type { Expression } from '../ast.js';
import type { ResolvedTable } from '../translation.js';
import type { Relation, Scope, ScopeColumn } from './scope.js';

/** A table that may not be read whole: the columns of which one must be compared with something. */
export interface RequiredFilter {
  readonly table: string;
  readonly columns: readonly { readonly name: string; readonly sql: string }[];
}

export function partitionColumns(entry: Extract<ResolvedTable, { kind: 'table' }>, columns: readonly ScopeColumn[], pseudoColumns: readonly ScopeColumn[]): RequiredFilter['columns'] {
  const field = entry.partitioning?.field;
  const candidates = field === undefined ? pseudoColumns : columns.filter((column) => column.name?.toLowerCase() === field.toLowerCase());
  return candidates.map((column) => ({ name: column.name ?? '', sql: column.sql }));
}

/**
 * Refuses a query that reads such a table without a condition on its partition. A condition counts where it stands in the AND-list of WHERE or ON and
 * compares the column itself with something that does not read the same table.
 * @throws SqlError
 */
export function requirePartitionFilters(relations: readonly Relation[], conditions: readonly Expression[], read: (node: Expression) => string | undefined, scope: Scope): void {
  for (const { partitionFilter } of relations) {
    if (partitionFilter === undefined) continue;
    const wanted = new Set(partitionFilter.columns.map((column) => column.sql));
    if (conditions.flatMap(conjuncts).some((condition) => restricts(condition, wanted, read))) continue;
    const names = partitionFilter.columns.some((column) => column.name === '_PARTITIONTIME') ? ['_PARTITION_LOAD_TIME', '_PARTITIONDATE', '_PARTITIONTIME'] : partitionFilter.columns.map((column) => column.name);
    throw scope.source.plainError(`Cannot query over table '${partitionFilter.table}' without a filter over column(s) ${names.map((name) => `'${name}'`).join(', ')} that can be used for partition elimination`);
  }
}

function conjuncts(node: Expression): Expression[] {
  return node.kind === 'binary' && node.operator === 'AND' ? [...conjuncts(node.left), ...conjuncts(node.right)] : [node];
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
      return COMPARISONS.has(node.operator) && isPartition(node.left) !== isPartition(node.right);
    case 'between':
    case 'in':
      return !node.negated && isPartition(node.operand);
    case 'is':
      return isPartition(node.operand);
    default:
      return false;
  }
}
