/** Objects of the ledger that are no rows are passed over: whoever may add rows may add garbage, and it must not hide the rows of others. */
export const MAX_BAD_RECORDS = 1_000_000_000;

/** The dataset of the warehouse team. */
export const OPS_DATASET = 'dwh_ops';
export const LEDGER_TABLE = 'pushes';

interface OpsView {
  readonly name: string;
  readonly description: string;
  readonly query: string;
}

/** The team whose folder a row is in, as labels write it. A row's own `team` is what its writer said; only the team's account can write into its folder. */
const TEAM = "REGEXP_EXTRACT(_FILE_NAME, r'/team=([^/]+)/')";

/** The views over the ledger. @param project - where `dwh_ops` is */
export function ledgerViews(project: string): readonly OpsView[] {
  const pushes = `\`${project}.${OPS_DATASET}.${LEDGER_TABLE}\``;
  const table = 'project, dataset, table_name';
  return [
    {
      name: 'freshness',
      description: 'For each table: the last push that succeeded, how old it is, and what has failed since.',
      query: `WITH last_success AS (
  SELECT ${table}, ARRAY_AGG(${TEAM} ORDER BY finished_at DESC LIMIT 1)[OFFSET(0)] AS team, MAX(finished_at) AS last_success_at, MAX(partition_id) AS newest_partition
  FROM ${pushes}
  WHERE outcome IN ('published', 'unchanged') AND finished_at <= CURRENT_TIMESTAMP()
  GROUP BY ${table}
), last_push AS (
  SELECT ${table}, ARRAY_AGG(${TEAM} ORDER BY finished_at DESC LIMIT 1)[OFFSET(0)] AS team, MAX(finished_at) AS last_push_at
  FROM ${pushes}
  GROUP BY ${table}
), failures AS (
  SELECT p.project, p.dataset, p.table_name, COUNT(*) AS failures
  FROM ${pushes} AS p
  LEFT JOIN last_success AS s ON p.project = s.project AND p.dataset = s.dataset AND p.table_name = s.table_name
  WHERE p.outcome = 'failed' AND (s.last_success_at IS NULL OR p.finished_at > s.last_success_at)
  GROUP BY p.project, p.dataset, p.table_name
)
SELECT l.project, l.dataset, l.table_name, COALESCE(s.team, l.team) AS team, s.last_success_at, TIMESTAMP_DIFF(CURRENT_TIMESTAMP(), s.last_success_at, SECOND) AS age_seconds, s.newest_partition, l.last_push_at, COALESCE(f.failures, 0) AS failures_since
FROM last_push AS l
LEFT JOIN last_success AS s ON l.project = s.project AND l.dataset = s.dataset AND l.table_name = s.table_name
LEFT JOIN failures AS f ON l.project = f.project AND l.dataset = f.dataset AND l.table_name = f.table_name`,
    },
    {
      name: 'pushes_by_team',
      description: 'For each team, table and day (UTC): pushes, failures, rows and bytes.',
      query: `SELECT ${TEAM} AS team, DATE(started_at) AS day, ${table}, COUNT(*) AS pushes, COUNTIF(outcome = 'failed') AS failed, COUNTIF(outcome = 'unchanged') AS unchanged, SUM(IF(outcome = 'published', rows_loaded, 0)) AS rows_loaded, SUM(rows_rejected) AS rows_rejected, SUM(source_bytes) AS source_bytes
FROM ${pushes}
GROUP BY team, day, ${table}`,
    },
  ];
}
