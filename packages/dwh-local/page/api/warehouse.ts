import { object, text } from '../wire/json.js';
import { call } from './call.js';

export interface Warehouse {
  readonly project: string;
  readonly location: string;
}

let known: Promise<Warehouse> | undefined;

/** Asked once; again after a failure. @throws ApiFailure */
export function warehouse(): Promise<Warehouse> {
  known ??= ask().catch((error: unknown) => {
    known = undefined;
    throw error;
  });
  return known;
}

async function ask(): Promise<Warehouse> {
  const { project, location } = object(await call('/_dwh/health'));
  return { project: text(project), location: text(location) };
}
