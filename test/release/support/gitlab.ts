import { createServer, request as forward, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { runServer } from 'verdaccio';

export interface GitlabRelease {
  readonly tag_name: string;
  readonly description: string;
}

/** What of GitLab a release meets: its package registry, which is Verdaccio here, behind a job token; and the releases of a project. */
export interface Gitlab {
  readonly port: number;
  /** As in a job. */
  readonly variables: Readonly<Record<string, string>>;
  readonly releases: readonly GitlabRelease[];
  /** Packages whose next upload, and tags whose next release, is refused. */
  readonly failing: Set<string>;
  packument(name: string): Promise<Packument>;
  close(): Promise<void>;
}

export interface Packument {
  readonly versions: Readonly<Record<string, { readonly dist: { readonly integrity: string }; readonly repository?: { readonly url: string; readonly directory: string } }>>;
  readonly 'dist-tags': Readonly<Record<string, string>>;
}

const REGISTRY = '/api/v4/projects/1/packages/npm/';
const TOKEN = 'the-token-of-this-job';

export async function startGitlab(directory: string): Promise<Gitlab> {
  const releases: GitlabRelease[] = [];
  const failing = new Set<string>();
  const verdaccio = (await runServer({
    storage: join(directory, 'storage'),
    configPath: join(directory, 'verdaccio.yaml'),
    auth: { htpasswd: { file: join(directory, 'htpasswd'), max_users: -1 } },
    uplinks: {},
    packages: { '@bm/*': { access: '$all', publish: '$all' } },
    url_prefix: REGISTRY,
    max_body_size: '50mb',
    web: { enable: false },
    log: { type: 'stdout', format: 'json', level: 'fatal' },
  } as unknown as Parameters<typeof runServer>[0])) as Server;
  const inner = await listen(verdaccio);
  const gitlab = createServer((request, response) => {
    if (request.url === '/api/v4/projects/1/releases' && request.method === 'POST') void release(request, response, releases, failing);
    else if (request.url?.startsWith(REGISTRY) === true) registry(request, response, inner, failing);
    else response.writeHead(404).end();
  });
  const port = await listen(gitlab);
  return {
    port,
    variables: {
      CI: 'true',
      CI_API_V4_URL: `http://127.0.0.1:${String(port)}/api/v4`,
      CI_SERVER_FQDN: `127.0.0.1:${String(port)}`,
      CI_PROJECT_ID: '1',
      CI_PROJECT_URL: 'https://gitlab.example/data/dwh-push',
      CI_DEFAULT_BRANCH: 'main',
      CI_JOB_TOKEN: TOKEN,
    },
    releases,
    failing,
    packument: async (name) => (await (await fetch(`http://127.0.0.1:${String(inner)}/${name.replace('/', '%2f')}`)).json()) as Packument,
    close: async () => {
      for (const server of [gitlab, verdaccio]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function release(request: IncomingMessage, response: ServerResponse, releases: GitlabRelease[], failing: Set<string>): Promise<void> {
  const made = JSON.parse(await text(request)) as GitlabRelease;
  if (request.headers['job-token'] !== TOKEN) return void response.writeHead(401).end();
  if (failing.delete(made.tag_name)) return void response.writeHead(403).end('{"message":"403 Forbidden"}');
  if (releases.some(({ tag_name }) => tag_name === made.tag_name)) return void response.writeHead(409).end();
  releases.push(made);
  response.writeHead(201).end('{}');
}

function registry(request: IncomingMessage, response: ServerResponse, port: number, failing: Set<string>): void {
  const { authorization, ...headers } = request.headers;
  const path = (request.url ?? '').slice(REGISTRY.length);
  if (authorization !== `Bearer ${TOKEN}`) return void response.writeHead(401).end();
  if (request.method === 'PUT' && failing.delete(decodeURIComponent(path))) {
    request.resume();
    return void request.on('end', () => response.writeHead(400).end('{"error":"the disk is full"}'));
  }
  const inner = forward({ host: '127.0.0.1', port, path: `/${path}`, method: request.method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  request.pipe(inner);
}
