/** The wire API of one server, until it is killed. */
export interface Api {
  readonly bucket: string;
  /** @throws Error where the connection breaks */
  send(method: string, path: string, body?: unknown): Promise<Answer>;
  /** The rows of a query, as texts. @throws Error where it fails */
  query(sql: string): Promise<string[][]>;
}

export interface Answer {
  readonly status: number;
  readonly bytes: Buffer;
  readonly json: Record<string, unknown>;
}

export const PROJECT = '/bigquery/v2/projects/bm-local';

export function apiOf(endpoint: string, bucket: string): Api {
  const send: Api['send'] = async (method, path, body) => {
    const response = await fetch(`${endpoint}${path}`, { method, ...(body === undefined ? {} : Buffer.isBuffer(body) ? { body: new Uint8Array(body) } : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }) });
    const bytes = Buffer.from(await response.arrayBuffer());
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
    return { status: response.status, bytes, json: isJson ? (JSON.parse(bytes.toString()) as Record<string, unknown>) : {} };
  };
  return {
    bucket,
    send,
    async query(sql) {
      const { status, json } = await send('POST', `${PROJECT}/queries`, { query: sql, useLegacySql: false, timeoutMs: 60_000, maxResults: 100_000 });
      if (status !== 200) throw new Error(`${sql}: ${JSON.stringify(json)}`);
      return ((json['rows'] ?? []) as { f: { v: string }[] }[]).map((row) => row.f.map(({ v }) => v));
    },
  };
}
