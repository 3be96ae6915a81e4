import { isServiceAccount } from '../../iam/identity.js';
import type { Binding } from '../../iam/policy.js';
import type { DatasetRecord } from '../store/dataset-record.js';

const ROLES: Readonly<Record<string, string>> = { READER: 'roles/bigquery.dataViewer', WRITER: 'roles/bigquery.dataEditor', OWNER: 'roles/bigquery.dataOwner' };
const GROUPS: Readonly<Record<string, string>> = { projectOwners: 'projectOwner', projectWriters: 'projectEditor', projectReaders: 'projectViewer' };

/** The access list of a dataset as IAM bindings. Authorized views and datasets are none: they authorize no identity. */
export function accessBindings({ project, access }: DatasetRecord): Binding[] {
  return access.flatMap((entry) => {
    const member = memberOfEntry(entry, project);
    const role = typeof entry['role'] === 'string' ? entry['role'] : undefined;
    return member === undefined || role === undefined ? [] : [{ role: ROLES[role] ?? role, members: [member] }];
  });
}

function memberOfEntry(entry: Readonly<Record<string, unknown>>, project: string): string | undefined {
  const { userByEmail, groupByEmail, domain, specialGroup, iamMember } = entry;
  if (typeof userByEmail === 'string') return `${isServiceAccount(userByEmail) ? 'serviceAccount' : 'user'}:${userByEmail}`;
  if (typeof groupByEmail === 'string') return `group:${groupByEmail}`;
  if (typeof domain === 'string') return `domain:${domain}`;
  if (typeof iamMember === 'string') return iamMember;
  if (specialGroup === 'allAuthenticatedUsers') return specialGroup;
  return typeof specialGroup === 'string' && GROUPS[specialGroup] !== undefined ? `${GROUPS[specialGroup]}:${project}` : undefined;
}
