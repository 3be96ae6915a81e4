import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';

export interface FolderServer {
  /** Without a slash at its end. */
  readonly origin: string;
  close(): Promise<void>;
}

/** Serves the files of a folder over HTTP on loopback, on a free port, with Content-Length and a strong ETag. For small files: each is read whole. */
export async function serveFolder(folder: URL): Promise<FolderServer> {
  const server = createServer((request, response) => {
    void answer(folder, request.url ?? '/', response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(folder: URL, path: string, response: ServerResponse): Promise<void> {
  // Only the last segment counts, so that nothing outside the folder can be asked for.
  const name = basename(new URL(path, folder).pathname);
  const content = await readFile(new URL(name, folder)).catch(() => undefined);
  if (content === undefined) {
    response.writeHead(404).end();
    return;
  }
  const etag = `"${createHash('sha256').update(content).digest('hex').slice(0, 32)}"`;
  response.writeHead(200, { 'Content-Type': 'text/csv; charset=utf-8', 'Content-Length': content.length, ETag: etag }).end(content);
}
