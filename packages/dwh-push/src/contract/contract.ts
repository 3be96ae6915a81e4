import type { $ZodObject } from 'zod/v4/core';

import type { PartitionUnit } from '../partition/unit.js';
import type { Column } from './column.js';
import type { Governance } from './governance.js';

/** How a table is divided: by the time (UTC) of ingestion or of a column, or not at all. */
export type Partitioning = { readonly type: PartitionUnit; readonly column: string | undefined } | { readonly type: 'none' };

/** What a push needs to know of a dataset; everything derives from one zod object. */
export interface Contract {
  readonly schema: $ZodObject;
  readonly columns: readonly Column[];
  /** Whether a CSV of it stays bytes, or each record becomes values because a schema changes some of them. */
  readonly way: 'bytes' | 'rows';
  /** Where the schema has rules over a whole record (`z.object().refine()`): each record must pass it. */
  readonly recordCheck: $ZodObject | undefined;
  readonly partitioning: Partitioning;
  readonly clustering: readonly string[];
  /** The description and labels of the table; undefined: the push leaves what is there. */
  readonly description: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  /** How long a partition is kept; undefined: the push leaves what is there. */
  readonly expirationDays: number | undefined;
  readonly owner: string | undefined;
  readonly governance: Governance;
  /** Changes where columns, types, modes or partitioning change. */
  readonly fingerprint: string;
}
