import type { TableRef } from '../../sql/translation-context.js';
import type { Field } from '../schema/field.js';

/** `statistics` of a query job. */
export function queryStatistics(statement: string, bytesProcessed: number, referenced: readonly TableRef[], schema: readonly Field[] | undefined, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const bytes = String(bytesProcessed);
  return {
    totalBytesProcessed: bytes,
    query: {
      statementType: statement,
      totalBytesProcessed: bytes,
      totalBytesProcessedAccuracy: 'UPPER_BOUND',
      totalBytesBilled: '0',
      cacheHit: false,
      ...(referenced.length === 0 ? {} : { referencedTables: referenced.map((ref) => ({ projectId: ref.project, datasetId: ref.dataset, tableId: ref.table })) }),
      ...(schema === undefined ? {} : { schema: { fields: schema } }),
      ...more,
    },
  };
}
