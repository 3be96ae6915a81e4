import type { TestService } from './test-service.js';

export interface JobMetadata {
  readonly status: { state: string; errorResult?: { reason: string; message: string; location?: string }; errors?: { reason: string; message: string; location?: string }[] };
  readonly statistics: { load?: Record<string, string>; query?: Record<string, unknown> };
}

/** Runs a load into `shop.<tableId>` and answers the job when it is DONE. */
export async function runLoad(service: TestService, tableId: string, uris: string[], options: Record<string, unknown> = {}): Promise<JobMetadata> {
  const load = { sourceUris: uris, destinationTable: { projectId: 'bm-local', datasetId: 'shop', tableId }, ...options };
  const [job] = await service.client.createJob({ configuration: { load } } as never);
  return settled(service, job.id ?? '');
}

export async function settled(service: TestService, id: string): Promise<JobMetadata> {
  for (;;) {
    const [metadata] = await service.client.job(id, { location: 'EU' }).getMetadata();
    if (metadata.status.state === 'DONE') return metadata;
  }
}

/** The rows of `shop.<tableId>` as the API writes them. */
export async function rawRows(service: TestService, tableId: string, datasetId = 'shop'): Promise<unknown[][]> {
  const url = `${service.endpoint}/bigquery/v2/projects/bm-local/datasets/${datasetId}/tables/${encodeURIComponent(tableId)}/data?formatOptions.useInt64Timestamp=true`;
  const body = (await (await fetch(url)).json()) as { rows?: { f: { v: unknown }[] }[] };
  return (body.rows ?? []).map((row) => row.f.map((cell) => cell.v));
}
