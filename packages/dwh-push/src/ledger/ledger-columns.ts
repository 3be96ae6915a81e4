import type { TableField } from '../ports/warehouse.js';

/** The columns of `dwh_ops.pushes`: one row for each push, also for one that failed. */
export const LEDGER_COLUMNS = [
  { name: 'run_id', type: 'STRING', description: 'The call of the library; a row each.' },
  { name: 'push_id', type: 'STRING', description: 'What was pushed and where: the same content into the same partition has the same id. NULL where staging did not finish.' },
  { name: 'kind', type: 'STRING', description: 'push or replay.' },
  { name: 'team', type: 'STRING', description: 'The team that pushed.' },
  { name: 'identity', type: 'STRING', description: 'The account that ran the load job, as BigQuery names it; NULL where none ran.' },
  { name: 'project', type: 'STRING', description: 'Of the table.' },
  { name: 'dataset', type: 'STRING', description: 'Of the table.' },
  { name: 'table_name', type: 'STRING', description: 'The table.' },
  { name: 'partition_id', type: 'STRING', description: 'The partition; NULL where the whole table was replaced.' },
  { name: 'outcome', type: 'STRING', description: 'published, unchanged or failed.' },
  { name: 'committed', type: 'STRING', description: 'Whether readers see the new rows: yes, no or unknown.' },
  { name: 'error_code', type: 'STRING', description: 'Why it failed, a code of docs/errors.md; PROCESS_ENDED where the process died and the next push tells of it.' },
  { name: 'error_step', type: 'STRING', description: 'The step that failed.' },
  { name: 'source_kind', type: 'STRING', description: 'file, http, gs, s3, stream, bytes or rows.' },
  { name: 'source_host', type: 'STRING', description: 'The host or bucket of the source; NULL where it has none.' },
  { name: 'way', type: 'STRING', description: 'stream or service.' },
  { name: 'rows_read', type: 'INT64', description: 'Records of the source.' },
  { name: 'rows_loaded', type: 'INT64', description: 'Rows that the load job wrote; those of the earlier push where unchanged.' },
  { name: 'rows_rejected', type: 'INT64', description: 'Records that went to the dead letters.' },
  { name: 'source_bytes', type: 'INT64', description: 'Bytes of the source.' },
  { name: 'staged_bytes', type: 'INT64', description: 'Bytes that were staged.' },
  { name: 'job_id', type: 'STRING', description: 'The load job.' },
  { name: 'job_location', type: 'STRING', description: 'Where it ran.' },
  { name: 'contract_version', type: 'STRING', description: 'As the contract says it.' },
  { name: 'contract_fingerprint', type: 'STRING', description: 'Of columns and partitioning.' },
  { name: 'library_version', type: 'STRING', description: 'Of @bm/dwh-push.' },
  { name: 'started_at', type: 'TIMESTAMP', description: 'When the push began.' },
  { name: 'finished_at', type: 'TIMESTAMP', description: 'When it ended.' },
  { name: 'source_ms', type: 'INT64', description: 'Milliseconds in the step source.' },
  { name: 'decode_ms', type: 'INT64', description: 'Milliseconds in the step decode.' },
  { name: 'validate_ms', type: 'INT64', description: 'Milliseconds in the step validate.' },
  { name: 'stage_ms', type: 'INT64', description: 'Milliseconds in the step stage.' },
  { name: 'load_ms', type: 'INT64', description: 'Milliseconds in the step load.' },
  { name: 'register_ms', type: 'INT64', description: 'Milliseconds in the step register.' },
] as const satisfies readonly TableField[];

export type LedgerColumn = (typeof LEDGER_COLUMNS)[number]['name'];

/** A row as it is written: what is not known is absent. */
export type LedgerRow = { readonly [Column in LedgerColumn]?: string | number } & { readonly run_id: string };
