/** What is kept of a request: no query (a session's upload_id is a secret), no headers, no body. */
export interface LoggedRequest {
  /** The method's name, `bigquery.tables.get` say; undefined where no route matched. */
  readonly id: string | undefined;
  readonly method: string;
  readonly path: string;
  /** The status sent, for a gRPC call the HTTP status that stands for its code; 0 where the client got no answer. */
  readonly status: number;
}

const KEPT = 10_000;

/** The most recent requests, oldest first, in the order in which they ended. */
export class RequestLog {
  readonly #entries: LoggedRequest[] = [];

  add(entry: LoggedRequest): void {
    this.#entries.push(Object.freeze(entry));
    if (this.#entries.length > KEPT) this.#entries.splice(0, KEPT / 10);
  }

  list(): readonly LoggedRequest[] {
    return [...this.#entries];
  }

  clear(): void {
    this.#entries.length = 0;
  }
}
