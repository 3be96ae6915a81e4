import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { copyFile, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { BigQuery } from '@google-cloud/bigquery';
import { PassThroughClient } from 'google-auth-library';

import { discoveryRoutes } from '../../src/discovery/discovery-routes.js';
import { createBigQuery } from '../../src/bigquery/bigquery.js';
import { Engine } from '../../src/engine/engine.js';
import type { StagedFile, StagedFiles } from '../../src/gcs/staged-files.js';
import { ApiError } from '../../src/http/api-error.js';
import { errorReply } from '../../src/http/error-reply.js';
import type { Reply } from '../../src/http/exchange.js';
import { EVERYBODY } from '../../src/iam/caller.js';
import { openAccess } from '../../src/iam/open-access.js';
import { createRouter } from '../../src/http/router.js';

export const PROJECT = 'bm-local';

/** BigQuery alone behind a socket, with a folder in the place of Cloud Storage: `gs://files/NAME` is the file NAME. */
export interface TestService {
  readonly client: BigQuery;
  readonly endpoint: string;
  readonly directory: string;
  readonly engine: Engine;
  /** Writes an object and answers its URI. */
  put(name: string, content: string | Buffer): Promise<string>;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface TestServiceOptions {
  /** Kept by close() where it is given. */
  readonly directory?: string;
}

export async function startTestService(options: TestServiceOptions = {}): Promise<TestService> {
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'dwh-local-bigquery-')));
  const engine = await Engine.open({ path: join(directory, 'warehouse.duckdb') });
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const bigQuery = createBigQuery({ engine, access: await openAccess(engine, PROJECT, undefined), stagedFiles: folder(directory), writtenObjects: { put: (_caller, _bucket, name, path) => copyFile(path, join(directory, name)) }, workFolder: join(directory, 'work'), location: 'EU', project: PROJECT, origin: () => endpoint, policyTagExists: async () => false });
  const router = createRouter([...bigQuery.routes, ...discoveryRoutes(bigQuery.routes)]);
  server.on('request', (request, response) => void serve(router, endpoint, request, response));
  await bigQuery.start();
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await bigQuery.close();
    engine.close();
    if (options.directory === undefined) await rm(directory, { recursive: true, force: true });
  };
  return {
    client: new BigQuery({ projectId: PROJECT, apiEndpoint: endpoint, authClient: new PassThroughClient() as never, location: 'EU' }),
    endpoint,
    directory,
    engine,
    put: async (name, content) => {
      await mkdir(dirname(join(directory, name)), { recursive: true });
      await writeFile(join(directory, name), content);
      return `gs://files/${name}`;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function folder(directory: string): StagedFiles {
  return {
    resolve: async (uri) => {
      const name = uri.replace('gs://files/', '');
      const pattern = new RegExp(`^${name.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`);
      const names = (await readdir(directory, { recursive: true })).filter((candidate) => pattern.test(candidate)).sort();
      if (names.length === 0) throw new ApiError(404, 'notFound', `Not found: URI ${uri}`);
      const files = await Promise.all(
        names.map(async (found): Promise<StagedFile> => ({ uri: `gs://files/${found}`, path: join(directory, found), size: (await stat(join(directory, found))).size, generation: '1' })),
      );
      return { files, release: () => undefined };
    },
  };
}

async function serve(router: ReturnType<typeof createRouter>, origin: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', origin);
  const reply = await handle(router, origin, url, request).catch(errorReply);
  response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
  response.end(reply.json === undefined ? undefined : JSON.stringify(reply.json));
}

async function handle(router: ReturnType<typeof createRouter>, origin: string, url: URL, request: IncomingMessage): Promise<Reply> {
  const match = router.find(request.method ?? 'GET', url.pathname);
  if ('allowed' in match) throw new ApiError(404, 'notFound', `${request.method} ${url.pathname}`);
  return match.route.handler({
    method: request.method ?? 'GET',
    url,
    origin,
    params: match.params,
    query: url.searchParams,
    headers: request.headers,
    body: request,
    signal: new AbortController().signal,
    caller: EVERYBODY,
    json: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const text = Buffer.concat(chunks).toString();
      return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
    },
  });
}
