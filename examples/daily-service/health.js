import { createServer } from 'node:http';

/** Tells whoever asks for `/health` how the service is: 200, or 503 where the last push has failed for good. */
export async function serveHealth(status, port) {
  const server = createServer((request, response) => {
    if (request.url !== '/health') return response.writeHead(404).end();
    response.writeHead(status.state === 'failed' ? 503 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(status));
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, resolve));
  return server;
}
