import { createHash } from 'node:crypto';

import type { Contract } from '../../contract/contract.js';
import type { OpenLineageEvent } from '../../ports/lineage.js';
import type { TableRef } from '../../ports/warehouse.js';
import type { PushReceipt } from '../../receipt.js';
import { version } from '../../version.js';

/** A source outside of the warehouse, as OpenLineage names one: https://openlineage.io/docs/spec/naming */
export interface OutsideSource {
  /** `https://host`, `gs://bucket`. */
  readonly namespace: string;
  /** The path, without a query. */
  readonly name: string;
}

interface LineageFacts {
  readonly runId: string;
  readonly table: TableRef;
  readonly contract: Contract;
  readonly team: string | undefined;
  readonly partitionFrom: number | undefined;
  readonly partitionTo: number | undefined;
}

const PRODUCER = `https://www.npmjs.com/package/@bm/dwh-push/v/${version}`;
const facet = (name: string, schemaVersion: string, fields: Readonly<Record<string, unknown>>) => ({ _producer: PRODUCER, _schemaURL: `https://openlineage.io/spec/facets/${schemaVersion}/${name}.json`, ...fields });

/** The hop from the outside to the table, which nobody else would know of: the load job itself is recorded by BigQuery, from the staging bucket on. Names and counts, no values. */
export function lineageEvent(source: OutsideSource, receipt: PushReceipt, { runId, table, contract, team, partitionFrom, partitionTo }: LineageFacts): OpenLineageEvent {
  const owner = contract.owner ?? team;
  return {
    eventType: 'COMPLETE',
    eventTime: receipt.finishedAt,
    producer: PRODUCER,
    schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent',
    run: {
      runId: uuidOf(runId),
      facets: {
        ...(partitionFrom === undefined ? {} : { nominalTime: facet('NominalTimeRunFacet', '1-0-1', { nominalStartTime: new Date(partitionFrom).toISOString(), nominalEndTime: new Date(partitionTo ?? partitionFrom).toISOString() }) }),
        processing_engine: facet('ProcessingEngineRunFacet', '1-1-1', { name: '@bm/dwh-push', version }),
      },
    },
    job: {
      namespace: 'dwh-push',
      name: `${table.project}.${table.dataset}.${table.table}`,
      facets: {
        jobType: facet('JobTypeJobFacet', '2-0-3', { processingType: 'BATCH', integration: 'DWH_PUSH', jobType: 'PUSH' }),
        ...(owner === undefined ? {} : { ownership: facet('OwnershipJobFacet', '1-0-1', { owners: [{ name: owner, type: 'OWNER' }] }) }),
        ...(contract.description === undefined ? {} : { documentation: facet('DocumentationJobFacet', '1-0-1', { description: contract.description }) }),
      },
    },
    inputs: [{ ...source, facets: { dataSource: facet('DatasourceDatasetFacet', '1-0-1', { name: source.namespace, uri: `${source.namespace}${source.name}` }) } }],
    outputs: [
      {
        namespace: 'bigquery',
        name: `${table.project}.${table.dataset}.${table.table}`,
        facets: {
          schema: facet('SchemaDatasetFacet', '1-1-1', { fields: contract.columns.map(({ name, type, description }) => ({ name, type, ...(description === undefined ? {} : { description }) })) }),
          ...(contract.governance.version === undefined ? {} : { version: facet('DatasetVersionDatasetFacet', '1-0-1', { datasetVersion: contract.governance.version }) }),
        },
        outputFacets: { outputStatistics: facet('OutputStatisticsOutputDatasetFacet', '1-0-2', { rowCount: receipt.rowsLoaded, size: receipt.stagedBytes }) },
      },
    ],
  };
}

/** OpenLineage asks for a UUID; the same run has the same. */
function uuidOf(runId: string): string {
  const hex = createHash('sha256').update(runId).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
