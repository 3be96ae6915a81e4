import { safeParse, type $ZodType } from 'zod/v4/core';

import { DwhPushError } from '../../../errors.js';
import { Broken } from './broken.js';

/**
 * What a schema makes of a value, or the code of the first zod issue; zod's messages may quote values, so they stay behind.
 *
 * @param named - how many names on the way to the issue are those of the contract: keys inside JSON are data
 * @throws DwhPushError `CONTRACT_UNSUPPORTED` where the schema's own code throws or is asynchronous
 */
export function runSchema(schema: $ZodType, value: unknown, what: string, named: (path: readonly string[]) => number): unknown {
  let result;
  try {
    result = safeParse(schema, value);
  } catch {
    throw new DwhPushError('CONTRACT_UNSUPPORTED', `${what} is asynchronous or throws; checks answer true or false, transforms give a value.`, { step: 'validate' });
  }
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = (issue?.path ?? []).filter((part) => typeof part === 'string');
  return new Broken(issue?.code ?? 'custom', path.slice(0, named(path)));
}
