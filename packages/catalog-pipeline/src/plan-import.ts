import type { Dataset } from '@bm/dwh-push';

import { countDays, eachDay, isDay } from './days.js';
import { catalogIncRaw, catalogRaw } from './product-catalog.contract.js';

/** What to import, as a caller writes it. Without `date` and without a range the whole table is replaced. */
export interface ImportRequest {
  /** Path or http(s) URL of a CSV file. `{date}` (2021-04-03) and `{yyyymmdd}` (20210403) stand for the day. */
  readonly source: string;
  /** One day, `YYYY-MM-DD`: its partition is replaced. */
  readonly date?: string | undefined;
  /** First day of a range, `YYYY-MM-DD`. */
  readonly from?: string | undefined;
  /** Last day of a range, included. */
  readonly to?: string | undefined;
  /** The dataset of the raw tables. Default: `backmarket`. */
  readonly dataset?: string | undefined;
}

/** One push: a whole table, or one day of it. */
export interface ImportTask {
  /** `dataset.table`. */
  readonly table: string;
  readonly schema: Dataset;
  readonly partitionDate?: string;
}

/** What a request means: the table, and the pushes that fill it. */
export interface ImportPlan {
  readonly dataset: string;
  /** The table's name without its dataset. */
  readonly table: 'catalog_raw' | 'catalog_inc_raw';
  /** In the order in which they run: the earliest day first. */
  readonly tasks: readonly ImportTask[];
}

/** A request that cannot be right; all that is wrong with it is in `complaints`. */
export class ImportRequestError extends Error {
  override readonly name = 'ImportRequestError';

  constructor(readonly complaints: readonly string[]) {
    super(complaints.join('\n'));
  }
}

/** A BigQuery table holds no more. https://docs.cloud.google.com/bigquery/quotas#partitioned_tables */
const MOST_PARTITIONS = 10_000;

/**
 * What an import will do; changes nothing.
 *
 * @throws ImportRequestError
 */
export function planImport(request: ImportRequest): ImportPlan {
  const { date, from, to, dataset = 'backmarket' } = request;
  const complaints = complaintsAbout(request, dataset);
  if (complaints.length > 0) throw new ImportRequestError(complaints);

  const days = from !== undefined && to !== undefined ? eachDay(from, to) : date !== undefined ? [date] : undefined;
  if (days === undefined) return { dataset, table: 'catalog_raw', tasks: [{ table: `${dataset}.catalog_raw`, schema: catalogRaw }] };
  const tasks = days.map((partitionDate) => ({ table: `${dataset}.catalog_inc_raw`, schema: catalogIncRaw, partitionDate }));
  return { dataset, table: 'catalog_inc_raw', tasks };
}

function complaintsAbout({ source, date, from, to }: ImportRequest, dataset: string): string[] {
  const complaints: string[] = [];
  if (source === '') complaints.push('There is no source: give a path or a URL.');
  if (!/^\w{1,1024}$/.test(dataset)) complaints.push('The dataset is not a name of letters, digits and _.');
  for (const [name, day] of Object.entries({ date, from, to })) {
    if (day !== undefined && !isDay(day)) complaints.push(`${JSON.stringify(day)} (${name}) is not a day of the calendar, written YYYY-MM-DD.`);
  }
  if (date !== undefined && (from !== undefined || to !== undefined)) complaints.push('Give either one date or a range (from and to), not both.');
  if ((from === undefined) !== (to === undefined)) complaints.push('A range needs both its first day (from) and its last (to).');

  const placeholder = /\{(?:date|yyyymmdd)\}/.test(source);
  if (date === undefined && from === undefined && to === undefined && placeholder) complaints.push('The source has a placeholder for the day, and there is no date to put there.');
  if (from !== undefined && to !== undefined) {
    if (source !== '' && !placeholder) complaints.push('A range needs {date} or {yyyymmdd} in the source, else every day would hold the same file.');
    if (isDay(from) && isDay(to)) complaints.push(...rangeComplaints(from, to));
  }
  return complaints;
}

function rangeComplaints(from: string, to: string): string[] {
  const days = countDays(from, to);
  if (days < 1) return [`The range ends (${to}) before it begins (${from}).`];
  return days > MOST_PARTITIONS ? [`The range is ${days} days long, and a table holds at most ${MOST_PARTITIONS} daily partitions.`] : [];
}
