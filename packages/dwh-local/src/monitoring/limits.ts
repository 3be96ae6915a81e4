/** https://docs.cloud.google.com/monitoring/quotas, and the comments of metric_service.proto and common.proto. */
export const MAX_SERIES_PER_CALL = 200;
export const MAX_PAST_MS = 25 * 60 * 60 * 1000;
export const MAX_FUTURE_MS = 5 * 60 * 1000;
export const MIN_SPACING_NANOS = 5_000_000_000n;
export const MAX_METRIC_LABELS = 30;
export const MAX_LABEL_KEY_LENGTH = 100;
export const MAX_LABEL_VALUE_LENGTH = 1_024;
