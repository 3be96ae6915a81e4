import type { Health } from './data-dir/probe-server.js';
import type { ServerRecord } from './data-dir/server-file.js';
import { LocalWarehouseError } from './local-warehouse-error.js';
import type { LocalWarehouse } from './local-warehouse.js';
import { stagingBucketOf, warehouseEnv } from './warehouse-env.js';

/** A handle on a warehouse that somebody else serves and closes. */
export function joinWarehouse(dir: string, record: ServerRecord, { project, location }: Health): LocalWarehouse {
  const refuse = (what: string): never => {
    throw new LocalWarehouseError('JOINED', `${what} only through the handle that started the warehouse (process ${record.pid}); this one has joined it.`);
  };
  const close = async () => undefined;
  return {
    endpoint: record.endpoint,
    grpcEndpoint: record.grpcEndpoint,
    project,
    location,
    dir,
    env: warehouseEnv(record, dir, { project, location }),
    stagingBucket: stagingBucketOf(project),
    joined: true,
    get faults() {
      return refuse('Faults can be added');
    },
    get credentials() {
      return refuse('Credentials can be had');
    },
    get requests() {
      return refuse('Requests can be listed');
    },
    loadFixture: async () => refuse('Fixtures can be loaded'),
    subscribe: () => refuse('Topics can be subscribed to'),
    onObjectFinalized: () => refuse('Objects can be listened for'),
    delivered: async () => refuse('Deliveries can be waited for'),
    advanceClock: async () => refuse('The clock can be moved'),
    reset: async () => refuse('The data can be reset'),
    close,
    [Symbol.asyncDispose]: close,
  };
}
