/** Arguments that cannot be right. The message holds every complaint, one a line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
