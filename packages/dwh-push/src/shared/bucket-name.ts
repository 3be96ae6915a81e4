/** https://docs.cloud.google.com/storage/docs/buckets#naming */
export const BUCKET_NAME = /^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/;
