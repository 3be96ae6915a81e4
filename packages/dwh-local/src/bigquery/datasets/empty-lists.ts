import type { Call, Reply, Route } from '../../http/exchange.js';
import { datasetIn, needs, tableIn } from '../../iam/route-access.js';
import { notFound } from '../refusals.js';
import type { BigQueryDeps } from '../service.js';
import { getDataset } from '../store/dataset-record.js';
import { getTable } from '../store/table-record.js';

const DATASET = '/bigquery/v2/projects/:project/datasets/:dataset';

/** What a dataset or table never has here, because nothing makes it: clients that look are told so. */
export function emptyListRoutes(deps: BigQueryDeps): Route[] {
  const inDataset = async (call: Call): Promise<Reply> => {
    await deps.engine.withConnection((connection) => getDataset(connection, { project: call.params['project'] ?? '', dataset: call.params['dataset'] ?? '' }));
    return { status: 200, json: {} };
  };
  const inTable = async (call: Call): Promise<Reply> => {
    await deps.engine.withConnection((connection) => getTable(connection, { project: call.params['project'] ?? '', dataset: call.params['dataset'] ?? '', table: call.params['table'] ?? '' }));
    return { status: 200, json: {} };
  };
  const missing = (kind: string, name: string) => async (call: Call): Promise<Reply> => {
    throw notFound(`${kind} ${call.params['project']}:${call.params['dataset']}.${call.params[name]}`);
  };
  return [
    { method: 'GET', path: `${DATASET}/models`, id: 'bigquery.models.list', access: needs('bigquery.models.list', datasetIn), handler: inDataset },
    { method: 'GET', path: `${DATASET}/models/:model`, id: 'bigquery.models.get', access: needs('bigquery.models.getMetadata', datasetIn), handler: missing('Model', 'model') },
    { method: 'GET', path: `${DATASET}/routines`, id: 'bigquery.routines.list', access: needs('bigquery.routines.list', datasetIn), handler: inDataset },
    { method: 'GET', path: `${DATASET}/routines/:routine`, id: 'bigquery.routines.get', access: needs('bigquery.routines.get', datasetIn), handler: missing('Routine', 'routine') },
    { method: 'GET', path: `${DATASET}/tables/:table/rowAccessPolicies`, id: 'bigquery.rowAccessPolicies.list', access: needs('bigquery.rowAccessPolicies.list', tableIn), handler: inTable },
  ];
}
