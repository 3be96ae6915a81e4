import type { Column } from './column.js';

/** Whether a policy tag guards any of the columns, or of what lies in them. */
export function isGuarded(columns: readonly Column[]): boolean {
  return columns.some(({ policyTag, fields }) => policyTag !== undefined || isGuarded(fields ?? []));
}
