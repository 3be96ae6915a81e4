import { createHash } from 'node:crypto';

import { asLabelValue } from '../contract/labels.js';

/** From 6 to 30 small letters, digits and dashes: https://docs.cloud.google.com/iam/docs/service-accounts-create */
const MAX_LENGTH = 30;
const HASH_LENGTH = 6;

/** The id of a team's service account: readable, and never that of another team whose name is shortened to the same. */
export function accountId(team: string): string {
  const readable = `dwh-${asLabelValue(team).replaceAll(/[^a-z0-9]+/g, '-')}`.replace(/-+$/, '');
  if (readable.length <= MAX_LENGTH && readable.length >= 6 && asLabelValue(team) === readable.slice('dwh-'.length)) return readable;
  const hash = createHash('sha256').update(asLabelValue(team)).digest('hex').slice(0, HASH_LENGTH);
  return `${readable.slice(0, MAX_LENGTH - HASH_LENGTH - 1)}-${hash}`;
}
