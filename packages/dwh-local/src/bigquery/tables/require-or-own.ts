import type { Call } from '../../http/exchange.js';
import type { TableRef } from '../resource-names.js';
import type { BigQueryDeps } from '../service.js';
import { findTable } from '../store/table-record.js';

/** What a query answered is its caller's, whatever is granted; any other table needs the permission. @throws ApiError 403 */
export async function requireOrOwn(deps: BigQueryDeps, { caller }: Call, permission: string, ref: TableRef): Promise<void> {
  if (caller.unrestricted) return;
  const record = await deps.engine.withConnection((connection) => findTable(connection, ref));
  if (record?.kind !== 'TABLE' || record.owner !== caller.email) await caller.require(permission, { kind: 'table', ...ref });
}
