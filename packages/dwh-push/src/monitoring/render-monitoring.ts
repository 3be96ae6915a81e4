import { DwhPushError } from '../errors.js';
import { requireOptions } from '../options.js';

/** Options of `renderMonitoring`. */
export interface RenderMonitoringOptions {
  /** As in the label of the metrics: `DWH_TEAM`. */
  readonly team: string;
  /** Hours after its last success at which a table counts as stale. Default: 26, a daily push and two hours more. */
  readonly maxAgeHours?: number;
  /** Rejected records of one push from which somebody is to know. Default: 1. */
  readonly maxRejects?: number;
  /** Who is told: names of notification channels, `projects/../notificationChannels/..`. */
  readonly notificationChannels?: readonly string[];
}

/** Files for `gcloud alpha monitoring policies create --policy-from-file` and `gcloud monitoring dashboards create --config-from-file`, by their names. */
export type MonitoringFiles = Readonly<Record<'alert-failed-push.json' | 'alert-rejects.json' | 'alert-freshness.json' | 'dashboard.json', object>>;

const TYPE = 'custom.googleapis.com/dwh/push/';
/** What PromQL calls those metrics: https://docs.cloud.google.com/monitoring/promql/promql-mapping */
const PROMQL = 'custom_googleapis_com:dwh_push_';

/**
 * Renders alert policies and a dashboard for a team. Pure.
 *
 * @throws DwhPushError `OPTIONS_INVALID`
 */
export function renderMonitoring(options: RenderMonitoringOptions): MonitoringFiles {
  const { team, maxAgeHours = 26, maxRejects = 1, notificationChannels = [] } = check(options);
  const filter = (metric: string, more = '') => `metric.type = "${TYPE}${metric}" AND resource.type = "generic_task" AND metric.labels.team = "${team}"${more}`;
  const policy = (displayName: string, content: string, condition: object) => ({
    displayName: `${team}: ${displayName}`,
    documentation: { content, mimeType: 'text/markdown' },
    combiner: 'OR',
    conditions: [{ displayName, ...condition }],
    notificationChannels: [...notificationChannels],
    // A batch job's point is not followed by one that closes the incident: the next failure is to be told again.
    ...('conditionThreshold' in condition ? { alertStrategy: { autoClose: '1800s' } } : {}),
    userLabels: { managed_by: 'dwh-push' },
  });
  const above = (metric: string, thresholdValue: number, more?: string) => ({
    conditionThreshold: {
      filter: filter(metric, more),
      comparison: 'COMPARISON_GT',
      thresholdValue,
      duration: '0s',
      aggregations: [{ alignmentPeriod: '300s', perSeriesAligner: 'ALIGN_MAX', crossSeriesReducer: 'REDUCE_MAX', groupByFields: ['metric.label.dataset', 'metric.label.table'] }],
      trigger: { count: 1 },
    },
  });
  const lastSuccess = `{__name__="${PROMQL}last_success",team="${team}"}`;
  // As far back as a table is looked for: one that is not pushed for longer is no longer stale but gone.
  const window = `${Math.max(30, Math.ceil(maxAgeHours / 12))}d`;
  return Object.freeze({
    'alert-failed-push.json': policy('a push has failed', 'A push of table ${metric.label.table} failed. `SELECT * FROM dwh_ops.pushes WHERE outcome = "failed" ORDER BY finished_at DESC` has its code; docs/errors.md says what to do.', above('pushes', 0, ' AND metric.labels.outcome = "failed"')),
    'alert-rejects.json': policy('records were rejected', 'A push of table ${metric.label.table} rejected records; they are in its table of dead letters.', above('rejects', maxRejects - 1, ' AND metric.labels.outcome != "failed"')),
    // An absence alert ends at 23.5 hours, and a daily push leaves longer gaps: so it is the age of the last success that is looked at. https://docs.cloud.google.com/monitoring/alerts/metric-absence
    'alert-freshness.json': policy('a table is stale', `A table of ${team} has not been pushed successfully for ${maxAgeHours} hours. \`SELECT * FROM dwh_ops.freshness\` has all of them.`, {
      conditionPrometheusQueryLanguage: {
        query: `time() - max by (dataset, table) (max_over_time(${lastSuccess}[${window}])) > ${maxAgeHours * 3600}`,
        duration: '0s',
        evaluationInterval: '300s',
        ruleGroup: 'dwh-push',
        alertRule: 'stale',
      },
    }),
    'dashboard.json': {
      displayName: `Pushes of ${team}`,
      labels: { 'managed-by-dwh-push': '' },
      mosaicLayout: {
        columns: 12,
        tiles: [
          ['Rows', 'rows'],
          ['Rejected records', 'rejects'],
          ['Bytes of sources', 'bytes'],
          ['Seconds by step', 'step_duration'],
          ['Pushes by outcome', 'pushes'],
          ['Last success', 'last_success'],
        ].map(([title, metric], index) => ({
          xPos: (index % 2) * 6,
          yPos: Math.floor(index / 2) * 4,
          width: 6,
          height: 4,
          widget: { title, xyChart: { dataSets: [{ plotType: 'LINE', targetAxis: 'Y1', timeSeriesQuery: { timeSeriesFilter: { filter: filter(metric as string), aggregation: { alignmentPeriod: '300s', perSeriesAligner: 'ALIGN_MAX', crossSeriesReducer: 'REDUCE_MAX', groupByFields: ['metric.label.table', ...(metric === 'step_duration' ? ['metric.label.step'] : metric === 'pushes' ? ['metric.label.outcome'] : [])] } } } }] } },
        })),
      },
    },
  });
}

function check(options: RenderMonitoringOptions): RenderMonitoringOptions {
  requireOptions(options, 'The monitoring');
  const { team, maxAgeHours, maxRejects, notificationChannels, ...others } = options;
  const complaints = [
    ...Object.keys(others).map((key) => `there is no option "${key}"`),
    ...(typeof team === 'string' && /^[\p{L}][\p{L}\p{N} _-]{0,61}$/u.test(team) ? [] : ['team is missing, or not one']),
    ...(maxAgeHours === undefined || (typeof maxAgeHours === 'number' && maxAgeHours > 0 && maxAgeHours <= 24 * 40) ? [] : ['maxAgeHours is a number of hours, up to 40 days']),
    ...(maxRejects === undefined || (Number.isSafeInteger(maxRejects) && maxRejects >= 1) ? [] : ['maxRejects is a whole number from 1']),
    ...(notificationChannels === undefined || (Array.isArray(notificationChannels) && notificationChannels.every((name) => /^projects\/[^/]+\/notificationChannels\/[^/]+$/.test(name))) ? [] : ['notificationChannels are projects/../notificationChannels/..']),
  ];
  if (complaints.length > 0) throw new DwhPushError('OPTIONS_INVALID', `Monitoring cannot be rendered: ${complaints.join('; ')}.`);
  return options;
}
