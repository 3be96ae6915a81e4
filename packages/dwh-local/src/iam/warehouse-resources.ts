import { accessBindings } from '../bigquery/datasets/access-bindings.js';
import { findDataset } from '../bigquery/store/dataset-record.js';
import { findTable } from '../bigquery/store/table-record.js';
import type { Engine } from '../engine/engine.js';
import { findBucket } from '../gcs/bucket-store.js';
import type { ResourceSource } from './attached-policies.js';

/** The datasets, tables and buckets of an engine, as access control sees them. */
export function warehouseResources(engine: Engine): ResourceSource {
  return {
    datasetBindings: async (project, dataset) => {
      const record = await engine.withConnection((connection) => findDataset(connection, { project, dataset }));
      return record === undefined ? undefined : accessBindings(record);
    },
    tableBorn: async (project, dataset, table) => {
      const record = await engine.withConnection((connection) => findTable(connection, { project, dataset, table }));
      return record === undefined ? undefined : String(record.creationTime);
    },
    bucket: async (name) => {
      const bucket = await engine.withConnection((connection) => findBucket(connection, name));
      return bucket === undefined ? undefined : { project: bucket.project, born: bucket.timeCreated };
    },
  };
}
