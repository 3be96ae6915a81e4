/** A condition that is not CEL, or uses of CEL what is not served. The message names it. */
export class ConditionError extends Error {
  override readonly name = 'ConditionError';
}
