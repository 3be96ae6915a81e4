import { safeParse, type $ZodType } from 'zod/v4/core';

import { DwhPushError } from '../../../errors.js';
import { Broken } from './broken.js';

/**
 * What a schema makes of a value, or the code of the first zod issue; zod's messages may quote values, so they stay behind.
 *
 * @param named - whether names on the way to the issue are those of the contract, and no data
 * @throws DwhPushError `CONTRACT_UNSUPPORTED` where the schema's own code throws or is asynchronous
 */
export function runSchema(schema: $ZodType, value: unknown, what: string, named: boolean): unknown {
  let result;
  try {
    result = safeParse(schema, value);
  } catch {
    throw new DwhPushError('CONTRACT_UNSUPPORTED', `${what} is asynchronous or throws; checks answer true or false, transforms give a value.`, { step: 'validate' });
  }
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  return new Broken(issue?.code ?? 'custom', named ? (issue?.path ?? []).filter((part) => typeof part === 'string') : []);
}
