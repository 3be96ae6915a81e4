/** One entry of `error.errors` in Google's error body. */
export interface ErrorDetail {
  readonly reason: string;
  readonly message: string;
  readonly domain?: string;
  readonly location?: string;
  readonly locationType?: string;
}

/**
 * A refusal as the service words it. Handlers throw it; `errorReply` is the one place that turns it into a response.
 * https://docs.cloud.google.com/bigquery/docs/error-messages
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    readonly reason: string,
    message: string,
    readonly details: Partial<Omit<ErrorDetail, 'reason' | 'message'>> = {},
  ) {
    super(message);
  }
}
