import type { AuthClient } from 'google-auth-library';

import { DEPRECATED_CLIENT_OPTIONS, renameDeprecated } from './deprecated.js';
import { DwhPushError } from './errors.js';
import { BUCKET_NAME } from './shared/bucket-name.js';

/** Where and as whom to push. What is not given comes from the environment variable named with it. */
export interface DwhClientConfig {
  /** `gcp`: the company's warehouse. `local`: the embedded one of @bm/dwh-local. There is no default. `DWH_TARGET`. */
  readonly target?: 'gcp' | 'local';
  /** The project in which jobs run and, unless a table names another, tables are. `DWH_PROJECT`; locally `bm-local` unless set. */
  readonly project?: string;
  /** Where datasets are expected to be, `EU` say; another place is refused. `DWH_LOCATION`; locally `EU` unless set. */
  readonly location?: string;
  /** The bucket through which data is loaded. `DWH_STAGING_BUCKET`; locally `<project>-dwh-staging` unless set. */
  readonly stagingBucket?: string;
  /** The team that pushes; label `team` of tables and jobs. `DWH_TEAM`. */
  readonly team?: string;
  /** Only `local`: the URL of a local warehouse that already runs. `DWH_ENDPOINT`. */
  readonly endpoint?: string;
  /** Only `local`, without an endpoint: the directory of the embedded warehouse. `DWH_LOCAL_DIR`; `.dwh` unless set. */
  readonly localDir?: string;
  /** Only `local`, with an endpoint: `host:port` of its catalog, policy tags, monitoring and lineage. `DWH_GRPC_ENDPOINT`. */
  readonly grpcEndpoint?: string;
  /** `projects/../locations/../taxonomies/..` with the policy tags that guard personal data: a tag guards the class that it is called by. `DWH_TAXONOMY`; a contract with personal data needs it. */
  readonly taxonomy?: string;
  /** The project with the aspect types `dwh-dataset` and `dwh-personal-data` under which datasets are registered in the Knowledge Catalog; `'off'`: they are not registered. `DWH_CATALOG_PROJECT`; the project unless set. */
  readonly catalogProject?: string;
  /**
   * `dataplex` (default): Knowledge Catalog. `datacatalog`: tags in Data Catalog, whose entries and tags Google discontinued on June 1, 2026, for an organization that still has them; anywhere else a push then ends
   * with `REGISTER_DISCONTINUED`. Its tag templates `dwh_dataset` and `dwh_personal_data` are in the catalog project, at `location`, which has to be set. `DWH_CATALOG_API`.
   */
  readonly catalogApi?: CatalogApi;
  /** The bucket in which every push leaves its row of the ledger. `DWH_LEDGER_BUCKET`; the staging bucket unless set. */
  readonly ledgerBucket?: string;
  /**
   * Who pushes, an auth client of google-auth-library: `Impersonated`, `ExternalAccountClient`, say. Default: Application Default Credentials, which know of attached service accounts, workload identity
   * federation and impersonation; of a local warehouse, nobody in particular. https://docs.cloud.google.com/docs/authentication/application-default-credentials
   */
  readonly authClient?: AuthClient;
  /** How rows are replaced. `WRITE_TRUNCATE_DATA` (default) keeps everything else of the table; `WRITE_TRUNCATE` is for projects where that is not available yet. */
  readonly overwrite?: 'WRITE_TRUNCATE_DATA' | 'WRITE_TRUNCATE';
  /** Milliseconds for which a push that died keeps others out of its partition; a living one renews its lease. Default 60,000; from 1,000 to 600,000. */
  readonly leaseMs?: number;
}

/** The API by which datasets are registered: the Knowledge Catalog, or the discontinued Data Catalog. */
export type CatalogApi = 'dataplex' | 'datacatalog';

/** The configuration of a client with variables and defaults filled in; each key is described at `DwhClientConfig`. */
export interface ResolvedConfig {
  readonly target: 'gcp' | 'local';
  readonly project: string;
  readonly location: string | undefined;
  readonly stagingBucket: string;
  readonly team: string | undefined;
  readonly endpoint: string | undefined;
  readonly localDir: string;
  readonly grpcEndpoint: string | undefined;
  readonly taxonomy: string | undefined;
  readonly catalogProject: string;
  readonly catalogApi: CatalogApi;
  readonly authClient: AuthClient | undefined;
  readonly ledgerBucket: string;
  readonly overwrite: 'WRITE_TRUNCATE_DATA' | 'WRITE_TRUNCATE';
  readonly leaseMs: number;
}

const KNOWN = new Set(['target', 'project', 'location', 'stagingBucket', 'team', 'endpoint', 'localDir', 'grpcEndpoint', 'taxonomy', 'catalogProject', 'catalogApi', 'authClient', 'ledgerBucket', 'overwrite', 'leaseMs']);
/** They redirect Google's clients only in part (metadata here, uploads there), so nothing good comes of them. */
const EMULATOR_VARIABLES = ['BIGQUERY_EMULATOR_HOST', 'STORAGE_EMULATOR_HOST'];

/**
 * Fills a configuration from the environment and checks all of it.
 *
 * @throws DwhPushError `TARGET_MISSING`, `TARGET_INVALID` with all complaints at once
 */
export function resolveConfig(asWritten: DwhClientConfig, environment: NodeJS.ProcessEnv): ResolvedConfig {
  const twice: string[] = [];
  const written = renameDeprecated(asWritten, DEPRECATED_CLIENT_OPTIONS, (option, complaint) => void twice.push(`${option}: ${complaint}`));
  const variable = (name: string) => (environment[name] === '' ? undefined : environment[name]);
  const target = written.target ?? variable('DWH_TARGET');
  if (target === undefined) throw new DwhPushError('TARGET_MISSING', 'No target is set: neither DWH_TARGET nor { target } says where to push.');
  const local = target === 'local';
  const project = written.project ?? variable('DWH_PROJECT') ?? (local ? 'bm-local' : undefined);
  const stagingBucket = written.stagingBucket ?? variable('DWH_STAGING_BUCKET') ?? (local ? `${project}-dwh-staging` : undefined);
  const endpoint = written.endpoint ?? variable('DWH_ENDPOINT');
  const grpcEndpoint = written.grpcEndpoint ?? variable('DWH_GRPC_ENDPOINT');
  const taxonomy = written.taxonomy ?? variable('DWH_TAXONOMY');
  const catalogApi = written.catalogApi ?? variable('DWH_CATALOG_API') ?? 'dataplex';
  const location = written.location ?? variable('DWH_LOCATION') ?? (local ? 'EU' : undefined);
  const ledgerBucket = written.ledgerBucket ?? variable('DWH_LEDGER_BUCKET') ?? stagingBucket;
  const overwrite = written.overwrite ?? 'WRITE_TRUNCATE_DATA';
  const leaseMs = written.leaseMs ?? 60_000;
  const complaints = [
    ...twice,
    ...Object.keys(written).filter((key) => !KNOWN.has(key)).map((key) => `there is no setting "${key}"`),
    ...(local || target === 'gcp' ? [] : [`the target is gcp or local, not "${target}"`]),
    ...(project === undefined ? ['DWH_PROJECT is not set'] : []),
    ...(stagingBucket === undefined ? ['DWH_STAGING_BUCKET is not set'] : BUCKET_NAME.test(stagingBucket) ? [] : ['DWH_STAGING_BUCKET is the name of a bucket, without gs:// and folders']),
    ...(target === 'gcp' && endpoint !== undefined ? ['DWH_ENDPOINT is for the target local; unset it'] : []),
    ...(endpoint !== undefined && !isHttpUrl(endpoint) ? ['DWH_ENDPOINT is not an http:// URL'] : []),
    ...(target === 'gcp' && grpcEndpoint !== undefined ? ['DWH_GRPC_ENDPOINT is for the target local; unset it'] : []),
    ...(grpcEndpoint !== undefined && !/^[^\s:/]+:\d{1,5}$/.test(grpcEndpoint) ? ['DWH_GRPC_ENDPOINT is not host:port'] : []),
    ...(taxonomy !== undefined && !/^projects\/[^/]+\/locations\/[^/]+\/taxonomies\/[^/]+$/.test(taxonomy) ? ['DWH_TAXONOMY is not projects/../locations/../taxonomies/..'] : []),
    ...(catalogApi === 'dataplex' || catalogApi === 'datacatalog' ? [] : ['DWH_CATALOG_API is dataplex or datacatalog']),
    ...(catalogApi === 'datacatalog' && location === undefined ? ['DWH_LOCATION is not set: the tag templates of Data Catalog are there'] : []),
    ...(ledgerBucket === undefined || ledgerBucket === stagingBucket || BUCKET_NAME.test(ledgerBucket) ? [] : ['DWH_LEDGER_BUCKET is the name of a bucket, without gs:// and folders']),
    ...(written.authClient === undefined || typeof written.authClient?.getRequestHeaders === 'function' ? [] : ['authClient is an auth client of google-auth-library']),
    ...(overwrite === 'WRITE_TRUNCATE_DATA' || overwrite === 'WRITE_TRUNCATE' ? [] : ['overwrite is WRITE_TRUNCATE_DATA or WRITE_TRUNCATE']),
    ...(Number.isSafeInteger(leaseMs) && leaseMs >= 1_000 && leaseMs <= 600_000 ? [] : ['leaseMs is a whole number of milliseconds from 1,000 to 600,000']),
    ...EMULATOR_VARIABLES.filter((name) => variable(name) !== undefined).map((name) => `${name} is set, which would send some requests elsewhere; unset it`),
  ];
  if (complaints.length > 0 || project === undefined || stagingBucket === undefined || ledgerBucket === undefined) {
    throw new DwhPushError('TARGET_INVALID', `The configuration is not complete: ${complaints.join('; ')}.`);
  }
  return Object.freeze({
    target: local ? 'local' : 'gcp',
    project,
    location,
    stagingBucket,
    team: written.team ?? variable('DWH_TEAM'),
    endpoint,
    localDir: written.localDir ?? variable('DWH_LOCAL_DIR') ?? '.dwh',
    grpcEndpoint,
    taxonomy,
    catalogProject: written.catalogProject ?? variable('DWH_CATALOG_PROJECT') ?? project,
    catalogApi: catalogApi as CatalogApi,
    authClient: written.authClient,
    ledgerBucket,
    overwrite,
    leaseMs,
  });
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
