import { parseArgs } from 'node:util';

import { LocalWarehouseError } from './local-warehouse-error.js';
import { startLocalWarehouse, type LocalWarehouse, type LocalWarehouseOptions } from './local-warehouse.js';

/** `dwh-local start`: serves until it is told to stop. Returns the exit code. */
export async function startCommand(args: readonly string[]): Promise<number> {
  let options: LocalWarehouseOptions;
  try {
    options = readOptions(args);
  } catch (error) {
    return complain(error, 2);
  }
  try {
    const warehouse = await startLocalWarehouse({ ...options, keepAlive: true });
    process.stdout.write(`${announce(warehouse)}\n`);
    if (warehouse.joined) return 0;
    await stopSignal();
    await warehouse.close();
    return 0;
  } catch (error) {
    return complain(error, error instanceof LocalWarehouseError && error.code === 'INVALID_OPTION' ? 2 : 1);
  }
}

function readOptions(args: readonly string[]): LocalWarehouseOptions {
  const { values } = parseArgs({
    args: [...args],
    options: { dir: { type: 'string' }, port: { type: 'string' }, host: { type: 'string' }, 'allow-host': { type: 'string', multiple: true }, memory: { type: 'string' }, project: { type: 'string' }, location: { type: 'string' }, 'grpc-port': { type: 'string' }, push: { type: 'string', multiple: true }, 'data-catalog': { type: 'boolean', default: false } },
  });
  const { host, project, location } = values;
  return {
    dir: values.dir ?? (process.env['DWH_LOCAL_DIR'] || '.dwh'),
    port: portOf('--port', values.port ?? '9050'),
    grpcPort: portOf('--grpc-port', values['grpc-port'] ?? '9051'),
    ...(values['allow-host'] === undefined ? {} : { allowedHosts: values['allow-host'] }),
    ...(values.memory === undefined ? {} : { memoryLimit: values.memory }),
    ...(values.push === undefined ? {} : { push: pushOf(values.push) }),
    dataCatalog: values['data-catalog'],
    ...(host === undefined ? {} : { host }),
    ...(project === undefined ? {} : { project }),
    ...(location === undefined ? {} : { location }),
  };
}

/** `TOPIC=URL` */
function pushOf(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    lines.map((line) => {
      const [, topic, url] = /^([^=]+)=(.+)$/.exec(line) ?? [];
      if (topic === undefined || url === undefined) throw new LocalWarehouseError('INVALID_OPTION', `--push must be TOPIC=URL, not ${JSON.stringify(line)}.`);
      return [topic, url];
    }),
  );
}

function portOf(option: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new LocalWarehouseError('INVALID_OPTION', `${option} must be a number, not ${JSON.stringify(text)}.`);
  return Number(text);
}

function announce(warehouse: LocalWarehouse): string {
  const exports = Object.entries(warehouse.env).map(([name, value]) => `export ${name}=${quoted(value)}`);
  const state = warehouse.joined ? `# ${warehouse.dir} is already served at ${warehouse.endpoint} (gRPC: ${warehouse.grpcEndpoint}); nothing was started.` : `# Serving ${warehouse.dir} at ${warehouse.endpoint} (gRPC: ${warehouse.grpcEndpoint}). Ctrl-C stops it; the data stays.`;
  return [...exports, state].join('\n');
}

function quoted(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}

function complain(error: unknown, code: number): number {
  process.stderr.write(`dwh-local: ${error instanceof Error ? error.message : String(error)}\n`);
  return code;
}
