import { object, text } from './json.js';

export interface JobReference {
  readonly jobId: string;
  readonly location: string;
}

export function jobReferenceOf(value: unknown): JobReference {
  const { jobId, location } = object(value);
  return { jobId: text(jobId), location: text(location) };
}
