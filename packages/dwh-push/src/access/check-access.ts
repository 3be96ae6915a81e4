import type { ResolvedConfig } from '../config.js';
import { DwhPushError } from '../errors.js';
import { datasetRef } from '../options.js';
import type { AccessProbes } from '../ports/access-probes.js';
import { hcl } from './hcl.js';
import { conditionOf, gcloudOf, terraformOf } from './render-grant.js';
import { teamGrants, type Grant, type GrantId } from './team-grants.js';

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

export interface AccessReport {
  /** Nothing is known to be missing. */
  readonly ok: boolean;
  readonly missing: readonly MissingAccess[];
  /** What could not be asked, and why. */
  readonly unknown: readonly { readonly permissions: readonly string[]; readonly why: string }[];
}

/** @throws DwhPushError `OPTIONS_INVALID` */
export async function checkAccess(options: CheckAccessOptions, config: ResolvedConfig, probes: AccessProbes): Promise<AccessReport> {
  const found = datasetRef(options?.dataset, config.project);
  const others = Object.keys(options ?? {}).filter((key) => !['dataset', 'personalData', 'serviceAccount'].includes(key));
  if (found === undefined || others.length > 0) throw new DwhPushError('OPTIONS_INVALID', `Access cannot be checked: ${[...(found === undefined ? ['dataset is written dataset or project.dataset'] : []), ...others.map((key) => `there is no option "${key}"`)].join('; ')}.`);
  const { project, dataset } = found;
  const { stagingBucket, ledgerBucket, catalogProject, catalogApi } = config;
  const taxonomy = (options.personalData ?? config.taxonomy !== undefined) ? config.taxonomy : undefined;
  const grants = teamGrants({ team: config.team ?? 'unknown', project: config.project, dataset, stagingBucket, ledgerBucket, taxonomy, catalogProject, catalogApi });
  const member = `serviceAccount:${options.serviceAccount ?? 'SERVICE_ACCOUNT'}`;
  const answers = await Promise.all(grants.map(async (grant) => ({ grant, answer: await probe(grant, { project, dataset }, probes) })));
  const missing = answers.flatMap(({ grant, answer }) => (answer.state === 'denied' ? [missingOf(grant, answer.permissions, member, config.project)] : []));
  return Object.freeze({
    ok: missing.length === 0,
    missing,
    unknown: answers.flatMap(({ grant, answer }) => (answer.state === 'unknown' ? [{ permissions: grant.permissions, why: answer.why }] : [])),
  });
}

type Answer = { readonly state: 'granted' } | { readonly state: 'denied'; readonly permissions: readonly string[] } | { readonly state: 'unknown'; readonly why: string };

async function probe(grant: Grant, place: { readonly project: string; readonly dataset: string }, probes: AccessProbes): Promise<Answer> {
  const asked: Readonly<Record<GrantId, () => ReturnType<AccessProbes['jobs']>>> = {
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
  const { missing, unknown } = await asked[grant.id]();
  if (missing.length > 0) return { state: 'denied', permissions: missing };
  return unknown === undefined ? { state: 'granted' } : { state: 'unknown', why: unknown };
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
