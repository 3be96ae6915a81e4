import type { AddressInfo, Server } from 'node:net';

interface ListenOptions {
  readonly host: string;
  readonly port: number;
  /** Otherwise a process that has nothing else to do may end. */
  readonly keepAlive: boolean;
}

/** @returns where it listens, `127.0.0.1:41234` or `[::1]:41234` */
export async function listen(server: Server, { host, port, keepAlive }: ListenOptions): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  if (!keepAlive) server.unref();
  const address = server.address() as AddressInfo;
  return `${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`;
}
