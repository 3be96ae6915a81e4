/** The metrics of pushes, all GAUGEs of a batch job. Labels besides `step`: team, dataset, table, outcome. */
export const METRICS = {
  rows: { description: 'Rows that the load job of a push wrote.', valueType: 'INT64', unit: '{row}' },
  rejects: { description: 'Records of a push that went to the dead letters.', valueType: 'INT64', unit: '{row}' },
  bytes: { description: 'Bytes of the source of a push.', valueType: 'INT64', unit: 'By' },
  step_duration: { description: 'Seconds that a push spent in a step.', valueType: 'DOUBLE', unit: 's' },
  last_success: { description: 'When a push of the table succeeded last, in seconds since 1970.', valueType: 'INT64', unit: 's' },
  pushes: { description: '1 for a push that ended with this outcome.', valueType: 'INT64', unit: '1' },
} as const satisfies Record<string, { readonly description: string; readonly valueType: 'INT64' | 'DOUBLE'; readonly unit: string }>;

export type MetricName = keyof typeof METRICS;

export interface MetricPoint {
  readonly metric: MetricName;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What the points are about. */
export interface MetricTask {
  readonly location: string;
  /** `dataset.table`. */
  readonly job: string;
}

export interface Metrics {
  /** Writes what a push has to tell, at this moment, once: what fails is lost. @throws ServiceError */
  write(task: MetricTask, points: readonly MetricPoint[]): Promise<void>;
}
