import type { ResolvedConfig } from '../config.js';
import { DwhPushError } from '../errors.js';
import { datasetRef } from '../options.js';
import type { AccessProbes, Probed, UnknownAccess } from '../ports/access-probes.js';
import { hcl } from './hcl.js';
import { conditionOf, gcloudOf, terraformOf } from './render-grant.js';
import { teamGrants, type Grant, type GrantId } from './team-grants.js';

/** What access is checked for. */
export interface CheckAccessOptions {
  /** Where the push would go: `dataset` or `project.dataset`. */
  readonly dataset: string;
  /** Also whether personal data could be tagged. Default: whether a taxonomy is configured. */
  readonly personalData?: boolean;
  /** Who asks, for the commands: an e-mail address. Default: `SERVICE_ACCOUNT`, to be replaced. */
  readonly serviceAccount?: string;
}

/** One thing that is missing, and what to ask for. */
export interface MissingAccess {
  readonly permissions: readonly string[];
  readonly role: string;
  /** On what: `bucket b, objects below dwh-push/..`. */
  readonly resource: string;
  readonly reason: string;
  readonly gcloud: string;
  readonly terraform: string;
}

/** What a team may do, and what is missing for a push. */
export interface AccessReport {
  /** Nothing is missing, and every service answered. What can be asked only once the dataset has a table does not make it false. */
  readonly ok: boolean;
  /** What was asked for and refused, each with the grant that would mend it. */
  readonly missing: readonly MissingAccess[];
  /** What could not be asked, and why: because a service did not answer, or because nothing is there yet to be asked about. */
  readonly unknown: readonly UnknownAccess[];
}

/** @throws DwhPushError `OPTIONS_INVALID` */
export async function checkAccess(options: CheckAccessOptions, config: ResolvedConfig, probes: AccessProbes): Promise<AccessReport> {
  const found = datasetRef(options?.dataset, config.project);
  const others = Object.keys(options ?? {}).filter((key) => !['dataset', 'personalData', 'serviceAccount'].includes(key));
  if (found === undefined || others.length > 0) throw new DwhPushError('OPTIONS_INVALID', `Access cannot be checked: ${[...(found === undefined ? ['dataset is written dataset or project.dataset'] : []), ...others.map((key) => `there is no option "${key}"`)].join('; ')}.`);
  const { project, dataset } = found;
  if (options.personalData === true && config.taxonomy === undefined) throw new DwhPushError('OPTIONS_INVALID', 'Access cannot be checked: personal data needs a taxonomy, and none is configured (DWH_TAXONOMY).');
  const { stagingBucket, ledgerBucket, catalogProject, catalogApi } = config;
  const taxonomy = (options.personalData ?? config.taxonomy !== undefined) ? config.taxonomy : undefined;
  const grants = teamGrants({ team: config.team ?? 'unknown', project: config.project, datasets: [`${project}.${dataset}`], stagingBucket, ledgerBucket, taxonomy, catalogProject, catalogApi });
  const member = `serviceAccount:${options.serviceAccount ?? 'SERVICE_ACCOUNT'}`;
  const answers = await Promise.all(grants.map(async (grant) => ({ grant, probed: await probe(grant, { project, dataset }, probes) })));
  const denied = new Map<Grant, Set<string>>();
  for (const { grant, probed } of answers) {
    for (const permission of probed.missing) {
      const of = holderOf(permission, grant, grants);
      denied.set(of, (denied.get(of) ?? new Set()).add(permission));
    }
  }
  const missing = grants.filter((grant) => denied.has(grant)).map((grant) => missingOf(grant, [...(denied.get(grant) ?? [])], member, config.project));
  const unknown = answers.flatMap(({ probed }) => probed.unknown);
  return Object.freeze({ ok: missing.length === 0 && !unknown.some(({ blocking }) => blocking), missing, unknown });
}

/** A call may lack a permission that another grant gives: a dry run needs that of jobs too. */
function holderOf(permission: string, asked: Grant, grants: readonly Grant[]): Grant {
  return [asked, ...grants].find(({ permissions }) => permissions.includes(permission)) ?? asked;
}

async function probe(grant: Grant, place: { readonly project: string; readonly dataset: string }, probes: AccessProbes): Promise<Probed> {
  const asked: Readonly<Record<GrantId, () => Promise<Probed>>> = {
    jobs: () => probes.jobs(),
    dataset: () => probes.dataset(place, grant.permissions),
    bucket: () => probes.bucket(grant.on.name, grant.permissions),
    staging: () => probes.objects(grant.on.name, grant.prefix as string, true),
    ledger: () => probes.objects(grant.on.name, grant.prefix as string, false),
    metrics: () => probes.metrics(),
    lineage: () => probes.lineage(),
    entries: () => probes.entries(place),
    aspects: () => probes.aspects(place),
    templates: () => probes.templates(place),
    tags: () => probes.tags(grant.on.name),
  };
  return asked[grant.id]();
}

function missingOf(grant: Grant, permissions: readonly string[], member: string, project: string): MissingAccess {
  const { role, custom, on, prefix, reason } = grant;
  return {
    permissions,
    role: custom ? `projects/${project}/roles/${role}` : role,
    resource: `${on.kind} ${on.name}${prefix === undefined ? '' : `, objects below ${prefix}`}`,
    reason: conditionOf(grant) === undefined ? reason : `${reason} (with a condition on the prefix)`,
    gcloud: gcloudOf(grant, member, project),
    terraform: terraformOf(grant, { member: hcl(member), project, suffix: 'team', rolesAreHere: false }),
  };
}
