import type { Route } from '../http/exchange.js';
import { ANY_IDENTITY, needs, projectIn } from '../iam/route-access.js';
import { USER_EMAIL, type BigQueryDeps } from './service.js';

/** The one project, for clients that list them. */
export function projectRoutes(deps: BigQueryDeps): Route[] {
  const project = {
    kind: 'bigquery#project',
    id: deps.project,
    numericId: '1',
    projectReference: { projectId: deps.project },
    friendlyName: deps.project,
  };
  return [
    {
      method: 'GET',
      path: '/bigquery/v2/projects',
      id: 'bigquery.projects.list',
      access: ANY_IDENTITY,
      handler: async () => ({ status: 200, json: { kind: 'bigquery#projectList', etag: 'projects', projects: [project], totalItems: 1 } }),
    },
    {
      method: 'GET',
      path: '/bigquery/v2/projects/:project/serviceAccount',
      id: 'bigquery.projects.getServiceAccount',
      access: needs('resourcemanager.projects.get', projectIn),
      handler: async () => ({ status: 200, json: { kind: 'bigquery#getServiceAccountResponse', email: USER_EMAIL } }),
    },
  ];
}
