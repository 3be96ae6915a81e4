import type { CatalogApi } from '../config.js';
import { PERSONAL_DATA_CLASS } from '../contract/column-meta.js';
import { DwhPushError } from '../errors.js';
import { aspectTemplates } from '../governance/aspect-fields.js';
import { requireOptions } from '../options.js';
import { BUCKET_NAME } from '../shared/bucket-name.js';
import { SCRIPT } from './commands.js';
import { aspectTypesOf, taxonomyFile, taxonomyOf } from './render-catalog.js';
import { ledgerBeginning, ledgerBucketOf, ledgerOf, ledgerSql } from './render-ledger.js';
import { allCustomRoles, stagingBucketWithLifecycle, type Rendered } from './shared-resources.js';

/** What all teams of a warehouse share. */
export interface RenderWarehouseOptions {
  readonly project: string;
  /** Of the datasets, the buckets and the taxonomy, `EU` say. */
  readonly location: string;
  readonly stagingBucket: string;
  /** Default: the staging bucket. */
  readonly ledgerBucket?: string;
  /** Where the aspect types are made. Default: the project. `'off'`: no catalog. */
  readonly catalogProject?: string;
  /** See the configuration. Default `dataplex`. With `datacatalog` no aspect types are made. */
  readonly catalogApi?: CatalogApi;
  /** The classes of personal data, `email` say: a taxonomy is made with a policy tag for each. Default: none. */
  readonly personalDataClasses?: readonly string[];
}

/** What all teams share, as files by their names: `warehouse.tf`, `warehouse.sh`, and what the commands read. */
export type WarehouseFiles = Readonly<Record<string, string>> & Readonly<Record<'warehouse.tf' | 'warehouse.sh' | 'ledger.sql', string>>;

const CHECKS: Readonly<Record<string, RegExp>> = {
  project: /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/,
  location: /^[A-Za-z0-9-]+$/,
  stagingBucket: BUCKET_NAME,
  ledgerBucket: BUCKET_NAME,
  catalogProject: /^(off|[a-z][a-z0-9-]{4,28}[a-z0-9])$/,
  catalogApi: /^(dataplex|datacatalog)$/,
};

/**
 * Renders what the warehouse team makes once, before teams are onboarded: the ledger and its views, aspect types, custom roles, the staging bucket, and the policy tags of personal data. Terraform (`warehouse.tf`), or the
 * same as commands (`warehouse.sh`, which reads the other files). Pure: nothing is created.
 *
 * @throws DwhPushError `OPTIONS_INVALID` with all complaints at once
 */
export function renderWarehouse(options: RenderWarehouseOptions): WarehouseFiles {
  const { project, location, stagingBucket, ledgerBucket = stagingBucket, catalogProject = project, catalogApi = 'dataplex', personalDataClasses = [] } = check(options);
  const types = catalogProject !== 'off' && catalogApi === 'dataplex';
  const place = { project, location, stagingBucket, ledgerBucket, catalogProject, catalogApi };
  const rendered: readonly Rendered[] = [
    stagingBucketWithLifecycle(place),
    ...(ledgerBucket === stagingBucket ? [] : [ledgerBucketOf(place)]),
    ...allCustomRoles(place),
    ledgerBeginning(place),
    ledgerOf(place),
    ...(types ? aspectTypesOf(catalogProject) : []),
    ...(personalDataClasses.length === 0 ? [] : [taxonomyOf(project, location, personalDataClasses)]),
  ];
  const file = (part: 'terraform' | 'gcloud', ...first: readonly string[]) => `${[...first, ...rendered.map((one) => `# ${one.reason}\n${one[part]}`)].join('\n\n')}\n`;
  return Object.freeze({
    'warehouse.tf': file('terraform'),
    'warehouse.sh': file('gcloud', SCRIPT),
    'ledger.sql': ledgerSql(place),
    ...(types ? Object.fromEntries(aspectTemplates().map((template) => [`${template.name}.json`, json(template)])) : {}),
    ...(personalDataClasses.length === 0 ? {} : { 'taxonomy.json': json(taxonomyFile(personalDataClasses)) }),
  });
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function check(options: RenderWarehouseOptions): RenderWarehouseOptions {
  requireOptions(options, 'The warehouse');
  const { personalDataClasses = [], ...texts } = options;
  const complaints = [
    ...Object.entries(CHECKS).flatMap(([name, pattern]) => {
      const value = (texts as Record<string, unknown>)[name];
      if (value === undefined && ['ledgerBucket', 'catalogProject', 'catalogApi'].includes(name)) return [];
      return typeof value === 'string' && pattern.test(value) ? [] : [`${name} is missing, or not one`];
    }),
    ...Object.keys(texts).filter((name) => !(name in CHECKS)).map((name) => `there is no option "${name}"`),
    ...(Array.isArray(personalDataClasses) && personalDataClasses.every((name) => PERSONAL_DATA_CLASS.test(name)) && new Set(personalDataClasses).size === personalDataClasses.length ? [] : ['personalDataClasses are classes as contracts name them, each once']),
  ];
  if (complaints.length > 0) throw new DwhPushError('OPTIONS_INVALID', `The warehouse cannot be rendered: ${complaints.join('; ')}.`);
  return options;
}
