import type { Contract } from '../../contract/contract.js';
import type { TableField } from '../../ports/warehouse.js';

/** A column as it is staged. */
export interface StagedColumn {
  /** Which field of a source record it is. */
  readonly field: number;
  /** Whether an absent value is NULL; otherwise it is the empty string. */
  readonly nullable: boolean;
}

/** The contract's columns in the order of the table's, because a load job reads CSV by position. */
export function stagedColumns(fields: readonly TableField[], contract: Contract, fieldOfColumn: readonly number[]): readonly StagedColumn[] {
  const places = new Map(contract.columns.map(({ name, mode }, index) => [name.toLowerCase(), { field: fieldOfColumn[index] as number, nullable: mode === 'NULLABLE' }]));
  return fields.map(({ name }) => places.get(name.toLowerCase()) as StagedColumn);
}
