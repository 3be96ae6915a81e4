import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { onboardTeam, type OnboardTeamOptions } from './access/onboard-team.js';
import { renderWarehouse, type RenderWarehouseOptions } from './access/render-warehouse.js';
import { checkAccess } from './default-client.js';
import { DwhPushError } from './errors.js';
import { renderMonitoring } from './monitoring/render-monitoring.js';
import { version } from './version.js';

const HELP = `Usage: dwh-push <command> [options]

  onboard       renders what a team needs, as Terraform and as commands
                --team T --project P --dataset D... --location L --staging-bucket B [--ledger-bucket B]
                [--taxonomy NAME] [--catalog-project P] [--catalog-api datacatalog] [--gitlab-pool NAME --gitlab-project GROUP/PROJECT [--gitlab-provider ID]]
                [--no-shared] [--out DIR]
  warehouse     renders what the warehouse team makes once, before teams are onboarded
                --project P --location L --staging-bucket B [--ledger-bucket B] [--catalog-project P] [--catalog-api datacatalog]
                [--personal-data-class NAME]... [--out DIR]
  monitoring    renders alert policies and a dashboard for a team
                --team T [--max-age-hours 26] [--max-rejects 1] [--channel NAME]... [--out DIR]
  check-access  says what a push into a dataset would lack; where to push comes from the DWH_* variables
                --dataset D [--service-account EMAIL]

  --out DIR     where the files go; default: the current directory
  --help, --version
`;

/** The command line of the library: what a person asks once, and no pushing. Returns the exit code: 0, 1 where access is missing or something fails, 2 for a wrong command. */
export async function runCli(argv: readonly string[], write: (text: string) => void): Promise<number> {
  const [name, ...rest] = argv;
  if (rest.includes('--help')) return said(write, HELP, 0);
  if (name === '--version') return said(write, `${version}\n`, 0);
  if (name === undefined || name === '--help') return said(write, HELP, name === undefined ? 2 : 0);
  try {
    if (name === 'warehouse') return await warehouse(rest, write);
    if (name === 'onboard') return await onboard(rest, write);
    if (name === 'monitoring') return await monitoring(rest, write);
    if (name === 'check-access') return await access(rest, write);
    return said(write, `There is no command ${JSON.stringify(name)}.\n${HELP}`, 2);
  } catch (error) {
    const usage = (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS') === true || (DwhPushError.isInstance(error) && error.code === 'OPTIONS_INVALID');
    if (!usage && !DwhPushError.isInstance(error)) throw error;
    return said(write, `dwh-push: ${(error as Error).message}\n`, usage ? 2 : 1);
  }
}

function said(write: (text: string) => void, text: string, code: number): number {
  write(text);
  return code;
}

async function warehouse(args: string[], write: (text: string) => void): Promise<number> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ args, options: { project: text, location: text, 'staging-bucket': text, 'ledger-bucket': text, 'catalog-project': text, 'catalog-api': text, 'personal-data-class': { type: 'string', multiple: true }, out: text } });
  const { 'staging-bucket': stagingBucket, 'ledger-bucket': ledgerBucket, 'catalog-project': catalogProject, 'catalog-api': catalogApi, 'personal-data-class': personalDataClasses, out = '.', ...others } = values;
  const options = { ...others, stagingBucket, ...(ledgerBucket === undefined ? {} : { ledgerBucket }), ...(catalogProject === undefined ? {} : { catalogProject }), ...(catalogApi === undefined ? {} : { catalogApi }), ...(personalDataClasses === undefined ? {} : { personalDataClasses }) };
  await put(out, renderWarehouse(options as unknown as RenderWarehouseOptions), write);
  return 0;
}

async function onboard(args: string[], write: (text: string) => void): Promise<number> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ args, options: { team: text, project: text, dataset: { type: 'string', multiple: true }, location: text, 'staging-bucket': text, 'ledger-bucket': text, taxonomy: text, 'catalog-project': text, 'catalog-api': text, 'gitlab-pool': text, 'gitlab-provider': text, 'gitlab-project': text, 'no-shared': { type: 'boolean' }, out: text } });
  const { 'staging-bucket': stagingBucket, 'ledger-bucket': ledgerBucket, 'catalog-project': catalogProject, 'catalog-api': catalogApi, 'gitlab-pool': pool, 'gitlab-provider': provider, 'gitlab-project': projectPath, 'no-shared': notShared = false, out = '.', ...others } = values;
  const options = { ...others, shared: !notShared, stagingBucket, ...(ledgerBucket === undefined ? {} : { ledgerBucket }), ...(catalogProject === undefined ? {} : { catalogProject }), ...(catalogApi === undefined ? {} : { catalogApi }), ...(pool === undefined && projectPath === undefined ? {} : { gitlab: { pool: pool ?? '', projectPath: projectPath ?? '', ...(provider === undefined ? {} : { provider }) } }) };
  const { terraform, gcloud, environment, gitlab } = onboardTeam(options as unknown as OnboardTeamOptions);
  await put(out, { 'onboarding.tf': terraform, 'onboarding.sh': gcloud, ...(gitlab && { 'dwh-credentials.json': gitlab.credentials, 'dwh-push.gitlab-ci.yml': gitlab.job }) }, write);
  return said(write, `\nWhat the team's code needs in its environment:\n\n${Object.entries(environment).map(([key, value]) => `  ${key}=${value}`).join('\n')}\n`, 0);
}

async function monitoring(args: string[], write: (text: string) => void): Promise<number> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ args, options: { team: text, 'max-age-hours': text, 'max-rejects': text, channel: { type: 'string', multiple: true }, out: text } });
  const { team = '', 'max-age-hours': age, 'max-rejects': rejects, channel, out = '.' } = values;
  const files = renderMonitoring({ team, ...(age === undefined ? {} : { maxAgeHours: Number(age) }), ...(rejects === undefined ? {} : { maxRejects: Number(rejects) }), ...(channel === undefined ? {} : { notificationChannels: channel }) });
  await put(out, Object.fromEntries(Object.entries(files).map(([file, content]) => [file, `${JSON.stringify(content, null, 2)}\n`])), write);
  const commands = Object.keys(files).map((file) => `  gcloud ${file === 'dashboard.json' ? 'monitoring dashboards create --config-from-file' : 'alpha monitoring policies create --policy-from-file'}=${join(out, file)}`);
  return said(write, `\nOnce a push has made the metrics:\n\n${commands.join('\n')}\n`, 0);
}

async function access(args: string[], write: (text: string) => void): Promise<number> {
  const { values } = parseArgs({ args, options: { dataset: { type: 'string' }, 'service-account': { type: 'string' } } });
  const { dataset = '', 'service-account': serviceAccount } = values;
  const { ok, missing, unknown } = await checkAccess({ dataset, ...(serviceAccount === undefined ? {} : { serviceAccount }) });
  for (const { permissions, role, resource, reason, gcloud } of missing) write(`missing: ${permissions.join(', ')}\n  ${reason}\n  ask for ${role} on ${resource}:\n  ${gcloud}\n`);
  for (const { permissions, why } of unknown) write(`not known: ${permissions.join(', ')}\n  ${why}\n`);
  return said(write, ok ? 'Nothing is missing.\n' : missing.length === 0 ? 'Not every service answered: ask again.\n' : '', ok ? 0 : 1);
}

async function put(directory: string, files: Readonly<Record<string, string>>, write: (text: string) => void): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(directory, name), content);
    write(`${join(directory, name)}\n`);
  }
}
