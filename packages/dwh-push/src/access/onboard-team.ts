import type { CatalogApi } from '../config.js';
import { DwhPushError } from '../errors.js';
import { requireOptions } from '../options.js';
import { BUCKET_NAME } from '../shared/bucket-name.js';
import { OPS_DATASET } from '../ledger/ledger-views.js';
import { accountId } from './account-id.js';
import { SCRIPT, unless } from './commands.js';
import { block, hcl } from './hcl.js';
import { principalOf, renderGitlab, type GitlabFiles, type GitlabProject } from './render-gitlab.js';
import { gcloudOf, terraformOf } from './render-grant.js';
import { customRoles, stagingBucketWithLifecycle } from './shared-resources.js';
import { teamGrants, type Grant, type TeamPlace } from './team-grants.js';

/** Who is to push, and where to. */
export interface OnboardTeamOptions {
  /** The team, as it is to be called in labels, metrics and the ledger. */
  readonly team: string;
  readonly project: string;
  /** Where the team's tables are: one dataset, or several. */
  readonly dataset: string | readonly string[];
  /** Of dataset and bucket, `EU` say. */
  readonly location: string;
  readonly stagingBucket: string;
  /** Default: the staging bucket. */
  readonly ledgerBucket?: string;
  /** `projects/../locations/../taxonomies/..`, where the team pushes personal data. */
  readonly taxonomy?: string;
  /** Where the aspect types are. Default: the project. `'off'`: no catalog. */
  readonly catalogProject?: string;
  /** See the configuration. Default `dataplex`. */
  readonly catalogApi?: CatalogApi;
  /** Whether what teams share is rendered as well: custom roles, the staging bucket's lifecycle rule. Default true; false where `renderWarehouse` or the onboarding of another team has. */
  readonly shared?: boolean;
  /** Who acts as the team: a project of GitLab through workload identity federation. */
  readonly gitlab?: GitlabProject;
}

/** What a team needs, rendered. Nothing of it has been made. */
export interface Onboarding {
  /** The service account that is made. */
  readonly serviceAccount: string;
  /** What it is granted, each with its reason. */
  readonly grants: readonly Grant[];
  /** A Terraform file. */
  readonly terraform: string;
  /** The same as commands of gcloud and bq. */
  readonly gcloud: string;
  /** The variables with which the team's code pushes. */
  readonly environment: Readonly<Record<string, string>>;
  /** With the option `gitlab`: what its jobs need. */
  readonly gitlab?: GitlabFiles;
}

const DATASET = /^[A-Za-z0-9_]{1,1024}$/;
const CHECKS: Readonly<Record<string, RegExp>> = {
  team: /^[\p{L}][\p{L}\p{N} _-]{0,61}$/u,
  project: /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/,
  location: /^[A-Za-z0-9-]+$/,
  stagingBucket: BUCKET_NAME,
  ledgerBucket: BUCKET_NAME,
  taxonomy: /^projects\/[a-z0-9-]+\/locations\/[a-z0-9-]+\/taxonomies\/[0-9]+$/,
  catalogApi: /^(dataplex|datacatalog)$/,
  catalogProject: /^(off|[a-z][a-z0-9-]{4,28}[a-z0-9])$/,
};

/**
 * Renders what a team needs in order to push: its own service account with the least rights, as Terraform and as commands. Pure: nothing is created.
 *
 * @throws DwhPushError `OPTIONS_INVALID` with all complaints at once
 */
export function onboardTeam(options: OnboardTeamOptions): Onboarding {
  const { team, project, dataset, location, stagingBucket, ledgerBucket = stagingBucket, taxonomy, catalogProject = project, catalogApi = 'dataplex', shared: rendersShared = true, gitlab } = check(options);
  const datasets = [dataset].flat();
  const place: TeamPlace = { team, project, datasets: datasets.map((name) => `${project}.${name}`), stagingBucket, ledgerBucket, taxonomy, catalogProject, catalogApi };
  const account = accountId(team);
  const suffix = account.slice('dwh-'.length).replaceAll('-', '_');
  const serviceAccount = `${account}@${project}.iam.gserviceaccount.com`;
  const member = `serviceAccount:${serviceAccount}`;
  const grants = teamGrants(place);
  const shared = rendersShared ? [...customRoles(grants, project), stagingBucketWithLifecycle({ project, location, stagingBucket })] : [];
  const principal = gitlab && principalOf(gitlab);
  const heading = `# What the team ${team} needs in order to push into ${datasets.map((name) => `${project}.${name}`).join(', ')}.`;
  const resources = new Map([...datasets.map((name) => [`${project}.${name}`, `google_bigquery_dataset.${suffix}_${name}.dataset_id`] as const), ...(rendersShared ? [[stagingBucket, 'google_storage_bucket.staging.name'] as const] : [])]);
  const terraform = [
    heading,
    block(`resource "google_service_account" "${suffix}"`, { project: hcl(project), account_id: hcl(account), display_name: hcl(`Pushes of ${team}`) }),
    ...datasets.map((name) => `# Where its tables are; \`terraform import\` takes in one that is there\n${block(`resource "google_bigquery_dataset" "${suffix}_${name}"`, { project: hcl(project), dataset_id: hcl(name), location: hcl(location) })}`),
    ...grants.map((grant) => `# ${grant.reason}\n${terraformOf(grant, { member: `google_service_account.${suffix}.member`, project, suffix, rolesAreHere: rendersShared, resources })}`),
    ...shared.map(({ reason, terraform: text }) => `# ${reason}\n${text}`),
    ...(principal === undefined ? [] : [`# Jobs of ${gitlab?.projectPath} act as the team, without a key\n${block(`resource "google_service_account_iam_member" "${suffix}_gitlab"`, { service_account_id: `google_service_account.${suffix}.name`, role: hcl('roles/iam.workloadIdentityUser'), member: hcl(principal) })}`]),
  ].join('\n\n');
  const gcloud = [
    `${SCRIPT}\n${heading}`,
    unless(`gcloud iam service-accounts describe ${serviceAccount} --project=${project}`, `gcloud iam service-accounts create ${account} --project=${project} --display-name='Pushes of ${team}'`),
    ...datasets.map((name) => `# Where its tables are; one that is there stays as it is\nbq --project_id=${project} --location=${location} mk --force --dataset ${project}:${name}`),
    ...shared.map(({ reason, gcloud: command }) => `# ${reason}\n${command}`),
    ...grants.map((grant) => `# ${grant.reason}\n${gcloudOf(grant, member, project)}`),
    ...(principal === undefined ? [] : [`# Jobs of ${gitlab?.projectPath} act as the team, without a key\ngcloud iam service-accounts add-iam-policy-binding ${serviceAccount} --project=${project} --role=roles/iam.workloadIdentityUser --member='${principal}'`]),
  ].join('\n\n');
  const environment = {
    DWH_TARGET: 'gcp',
    DWH_PROJECT: project,
    DWH_LOCATION: location,
    DWH_STAGING_BUCKET: stagingBucket,
    DWH_TEAM: team,
    ...(ledgerBucket === stagingBucket ? {} : { DWH_LEDGER_BUCKET: ledgerBucket }),
    ...(taxonomy === undefined ? {} : { DWH_TAXONOMY: taxonomy }),
    ...(catalogProject === project ? {} : { DWH_CATALOG_PROJECT: catalogProject }),
    ...(catalogApi === 'dataplex' ? {} : { DWH_CATALOG_API: catalogApi }),
  };
  return Object.freeze({ serviceAccount, grants, terraform: `${terraform}\n`, gcloud: `${gcloud}\n`, environment, ...(gitlab && { gitlab: renderGitlab(gitlab, serviceAccount, environment) }) });
}

/** https://docs.cloud.google.com/bigquery/docs/column-level-security-intro#location_considerations */
function isElsewhere({ taxonomy, location }: OnboardTeamOptions): boolean {
  const found = typeof taxonomy === 'string' ? /\/locations\/([^/]+)\//.exec(taxonomy)?.[1] : undefined;
  return found !== undefined && typeof location === 'string' && found !== location.toLowerCase();
}

function check(options: OnboardTeamOptions): OnboardTeamOptions {
  requireOptions(options, 'The onboarding');
  const { gitlab, shared, dataset, ...texts } = options;
  const datasets: readonly unknown[] = Array.isArray(dataset) ? dataset : [dataset];
  const complaints = [
    ...Object.entries(CHECKS).flatMap(([name, pattern]) => {
      const value = (texts as Record<string, unknown>)[name];
      if (value === undefined && ['ledgerBucket', 'taxonomy', 'catalogProject', 'catalogApi'].includes(name)) return [];
      return typeof value === 'string' && pattern.test(value) ? [] : [`${name} is missing, or not one`];
    }),
    ...Object.keys(texts).filter((name) => !(name in CHECKS)).map((name) => `there is no option "${name}"`),
    ...(datasets.length > 0 && datasets.every((name) => typeof name === 'string' && DATASET.test(name)) && new Set(datasets).size === datasets.length ? [] : ['dataset is missing, or not one']),
    ...(datasets.includes(OPS_DATASET) ? [`${OPS_DATASET} is the warehouse team's`] : []),
    ...(isElsewhere(options) ? ['taxonomy is in another location: its policy tags cannot guard columns of the dataset'] : []),
    ...(shared === undefined || typeof shared === 'boolean' ? [] : ['shared is true or false']),
    ...(gitlab === undefined || /^projects\/\d+\/locations\/global\/workloadIdentityPools\/[a-z0-9-]+$/.test(gitlab.pool) ? [] : ['gitlab.pool is projects/{number}/locations/global/workloadIdentityPools/{pool}']),
    ...(gitlab?.provider === undefined || /^[a-z0-9-]{4,32}$/.test(gitlab.provider) ? [] : ['gitlab.provider is the id of a provider']),
    ...(gitlab === undefined || /^[\w.-]+(?:\/[\w.-]+)+$/.test(gitlab.projectPath) ? [] : ['gitlab.projectPath is group/project']),
  ];
  if (complaints.length > 0) throw new DwhPushError('OPTIONS_INVALID', `The team cannot be onboarded: ${complaints.join('; ')}.`);
  return options;
}
