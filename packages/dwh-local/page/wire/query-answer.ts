import { fieldsOf, type Field } from './field.js';
import { jobReferenceOf, type JobReference } from './job-reference.js';
import { optional, text, type Json } from './json.js';
import { rowPageOf, type RowPage } from './row-page.js';

/** What jobs.query and jobs.getQueryResults answer. */
export interface QueryAnswer extends RowPage {
  readonly complete: boolean;
  readonly job: JobReference;
  /** None of a statement that has no result. */
  readonly fields: readonly Field[];
  readonly changedRows: string | undefined;
}

export function queryAnswerOf(answer: Json): QueryAnswer {
  const { jobComplete, jobReference, schema, numDmlAffectedRows } = answer;
  return { ...rowPageOf(answer), complete: jobComplete === true, job: jobReferenceOf(jobReference), fields: optional(schema, fieldsOf) ?? [], changedRows: optional(numDmlAffectedRows, text) };
}
