import type { Route } from '../http/exchange.js';
import { needs, projectIn } from '../iam/route-access.js';
import { projectNumber } from '../resources/project-number.js';

/** The account that Cloud Storage acts as in a project; Terraform and gsutil ask for it. */
export function serviceAccountRoutes(): Route[] {
  return [
    {
      method: 'GET',
      path: '/storage/v1/projects/:project/serviceAccount',
      id: 'storage.projects.serviceAccount.get',
      access: needs('resourcemanager.projects.get', projectIn),
      handler: async (call) => ({ status: 200, json: { kind: 'storage#serviceAccount', email_address: `service-${projectNumber(call.params['project'] ?? '')}@gs-project-accounts.iam.gserviceaccount.com` } }),
    },
  ];
}
