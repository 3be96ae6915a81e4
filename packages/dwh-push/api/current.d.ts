import { AuthClient } from 'google-auth-library';
import { $ZodType, $ZodObject, input } from 'zod/v4/core';
import { Readable } from 'node:stream';
import { BigQuery } from '@google-cloud/bigquery';
import { MetricServiceClient } from '@google-cloud/monitoring';
import { Storage } from '@google-cloud/storage';
import * as z from 'zod';

/** Where and as whom to push. What is not given comes from the environment variable named with it. */
interface DwhClientConfig {
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
type CatalogApi = 'dataplex' | 'datacatalog';
interface ResolvedConfig {
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

/** Permissions of which nothing can be said. */
interface UnknownAccess {
    readonly permissions: readonly string[];
    readonly why: string;
    /** No service answered, where one should have. Otherwise there is nothing yet that could be asked about. */
    readonly unanswered: boolean;
}

interface CheckAccessOptions {
    /** Where the push would go: `dataset` or `project.dataset`. */
    readonly dataset: string;
    /** Also whether personal data could be tagged. Default: whether a taxonomy is configured. */
    readonly personalData?: boolean;
    /** Who asks, for the commands: an e-mail address. Default: `SERVICE_ACCOUNT`, to be replaced. */
    readonly serviceAccount?: string;
}
/** One thing that is missing, and what to ask for. */
interface MissingAccess {
    readonly permissions: readonly string[];
    readonly role: string;
    /** On what: `bucket b, objects below dwh-push/..`. */
    readonly resource: string;
    readonly reason: string;
    readonly gcloud: string;
    readonly terraform: string;
}
interface AccessReport {
    /** Nothing is missing, and every service answered. What can be asked only once the dataset has a table does not make it false. */
    readonly ok: boolean;
    readonly missing: readonly MissingAccess[];
    /** What could not be asked, and why: because a service did not answer, or because nothing is there yet to be asked about. */
    readonly unknown: readonly UnknownAccess[];
}

/** A project of GitLab whose jobs act as the team, through workload identity federation. */
interface GitlabProject {
    /** `projects/{number}/locations/global/workloadIdentityPools/{pool}`. */
    readonly pool: string;
    /** The provider of the pool that trusts GitLab's tokens. Default: `gitlab`. */
    readonly provider?: string;
    /** `group/project`. */
    readonly projectPath: string;
}
/** What a job of GitLab needs in order to push; no secret in it. */
interface GitlabFiles {
    /** `dwh-credentials.json`, for `GOOGLE_APPLICATION_CREDENTIALS`. */
    readonly credentials: string;
    /** A job for `.gitlab-ci.yml`, to be extended. */
    readonly job: string;
}

type GrantId = 'jobs' | 'dataset' | 'bucket' | 'staging' | 'ledger' | 'metrics' | 'lineage' | 'entries' | 'aspects' | 'templates' | 'tags';
/** One role on one resource, and why. */
interface Grant {
    readonly id: GrantId;
    /** A role of Google's, or the name of a custom role, which then has `permissions`. */
    readonly role: string;
    /** What of the role a push uses. */
    readonly permissions: readonly string[];
    readonly custom: boolean;
    readonly on: {
        readonly kind: 'project' | 'dataset' | 'bucket' | 'taxonomy';
        readonly name: string;
    };
    /** Only for objects whose names begin so. */
    readonly prefix?: string;
    readonly reason: string;
}

interface OnboardTeamOptions {
    /** The team, as it is to be called in labels, metrics and the ledger. */
    readonly team: string;
    readonly project: string;
    /** Where the team's tables are. */
    readonly dataset: string;
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
interface Onboarding {
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
/**
 * Renders what a team needs in order to push: its own service account with the least rights, as Terraform and as commands. Pure: nothing is created.
 *
 * @throws DwhPushError `OPTIONS_INVALID` with all complaints at once
 */
declare function onboardTeam(options: OnboardTeamOptions): Onboarding;

interface RenderWarehouseOptions {
    readonly project: string;
    /** Of the datasets, the buckets and the taxonomy, `EU` say. */
    readonly location: string;
    readonly stagingBucket: string;
    /** Default: the staging bucket. */
    readonly ledgerBucket?: string;
    /** Where the aspect types are made. Default: the project. `'off'`: no catalog. */
    readonly catalogProject?: string;
    /** The classes of personal data, `email` say: a taxonomy is made with a policy tag for each. Default: none. */
    readonly personalDataClasses?: readonly string[];
}
/** What all teams share, as files by their names: `warehouse.tf`, `warehouse.sh`, and what the commands read. */
type WarehouseFiles = Readonly<Record<string, string>> & Readonly<Record<'warehouse.tf' | 'warehouse.sh' | 'ledger.sql', string>>;
/**
 * Renders what the warehouse team makes once, before teams are onboarded: the ledger and its views, aspect types, custom roles, the staging bucket, and the policy tags of personal data. Terraform (`warehouse.tf`), or the
 * same as commands (`warehouse.sh`, which reads the other files). Pure: nothing is created.
 *
 * @throws DwhPushError `OPTIONS_INVALID` with all complaints at once
 */
declare function renderWarehouse(options: RenderWarehouseOptions): WarehouseFiles;

/** The seven steps of a push, in their order. Folder names, error codes, metric labels and headings of the documentation use the same words. */
declare const STEPS: readonly ["source", "decode", "validate", "stage", "load", "register", "report"];
type Step = (typeof STEPS)[number];

/** What a push did. A failed push has the same shape, on `DwhPushError.receipt`, with `outcome: 'failed'` and the error's code. */
interface PushReceipt {
    /** `unchanged`: these very rows are there already, provably, so nothing was loaded. */
    readonly outcome: 'published' | 'unchanged' | 'failed';
    /** Set where the push failed. */
    readonly errorCode?: ErrorCode;
    /** `project.dataset.table`. */
    readonly table: string;
    /** The partition id, `20210403` say; absent where the whole table was replaced. */
    readonly partition?: string;
    /** Identifies content and destination: the same table, partition, contract and bytes give the same id. Absent where staging did not finish. */
    readonly pushId?: string;
    /** The load job that put the rows there; that of an earlier push where the outcome is `unchanged`. */
    readonly jobId?: string;
    /** Where the job ran, `EU` say: the service asks for it beside the id. */
    readonly location?: string;
    /** Whether readers see the new rows: `unknown` where the answer of the commit was lost. */
    readonly committed: 'yes' | 'no' | 'unknown';
    /** Whether the catalog has the dataset: `pending` where it does not know the table yet, which it learns by itself; or does not answer; the next push registers it. `no-aspect-types`: the warehouse team has not made them (`renderWarehouse`). Absent where nothing was published, or there is no catalog. */
    readonly catalog?: 'registered' | 'pending' | 'no-aspect-types';
    /** Records read from the source, header aside. */
    readonly rowsRead: number;
    /** Rows that the load job wrote, by its own statistics; that of the earlier push where the outcome is `unchanged`. */
    readonly rowsLoaded: number;
    readonly rowsRejected: number;
    /** Where the rejected records are, in the partition of the same name: `project.dataset.table_rejects`; absent where none were. */
    readonly rejectsTable?: string;
    /** Bytes of the source. */
    readonly sourceBytes: number;
    /** Bytes staged for the load job. */
    readonly stagedBytes: number;
    /** `service`: Cloud Storage and BigQuery copied, checked and loaded the source; `stream`: its bytes passed through this process. Absent where the push failed before that was decided. */
    readonly way?: 'service' | 'stream';
    /** Why that way. */
    readonly wayReason?: string;
    /** What was read, without credentials or query: a path, or an origin and path. */
    readonly source: string;
    readonly startedAt: string;
    readonly finishedAt: string;
    /** Milliseconds per step, but for the last, which tells of them. Source, decode, validate and stage run as one stream: each has the time in which it worked itself. */
    readonly durationsMs: Readonly<Record<Exclude<Step, 'report'>, number>>;
}

/** Who can mend it: the calling code or its configuration, the data, whoever grants access, or the service itself. */
type Fault = 'caller' | 'data' | 'access' | 'service';
/** Whether readers of the table see the new rows: `unknown` where the answer of the commit was lost; the next push settles it. */
type Committed = 'no' | 'unknown' | 'yes';
/** The only registry of error codes. `docs/errors.md` lists exactly these; a code that was retired is never used again. */
declare const ERRORS: {
    readonly OPTIONS_INVALID: {
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: "Correct the options that the message names.";
    };
    readonly TARGET_MISSING: {
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: "Set DWH_TARGET=local for the embedded warehouse or DWH_TARGET=gcp for the real one, or pass { target } to createDwhClient().";
    };
    readonly TARGET_INVALID: {
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: "Correct the DWH_* variables or the client configuration that the message names.";
    };
    readonly LOCAL_WAREHOUSE_UNAVAILABLE: {
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: "Install @bm/dwh-local beside @bm/dwh-push, or correct what the message says of its directory or endpoint.";
    };
    readonly CONTRACT_UNSUPPORTED: {
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: "Describe the column with one of the types that docs/contracts.md lists.";
    };
    readonly UNEXPECTED: {
        readonly fault: "service";
        readonly retryable: false;
        readonly remedy: "Report it to the warehouse team with its stack: this is a mistake in the library.";
    };
    readonly ABORTED: {
        readonly fault: "caller";
        readonly retryable: true;
        readonly remedy: "Nothing to mend: the caller aborted. Push again when ready; `committed` says what readers see.";
    };
    readonly DEADLINE_EXCEEDED: {
        readonly fault: "caller";
        readonly retryable: true;
        readonly remedy: "Push again, with a longer `deadlineMs` where the push needs it; `committed` says what readers see.";
    };
    readonly SOURCE_NOT_FOUND: {
        readonly step: "source";
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: "Check the path or URL, and that the file for this date exists.";
    };
    readonly SOURCE_FORBIDDEN: {
        readonly step: "source";
        readonly fault: "access";
        readonly retryable: false;
        readonly remedy: "Ask the owner of the source for the right to read it.";
    };
    readonly SOURCE_UNREACHABLE: {
        readonly step: "source";
        readonly fault: "service";
        readonly retryable: true;
        readonly remedy: "Push again; if it keeps failing, ask whoever serves the source.";
    };
    readonly SOURCE_INTERRUPTED: {
        readonly step: "source";
        readonly fault: "service";
        readonly retryable: true;
        readonly remedy: "Push again: the source ended before all of it had arrived.";
    };
    readonly SOURCE_CHANGED: {
        readonly step: "source";
        readonly fault: "data";
        readonly retryable: true;
        readonly remedy: "Push again once nobody writes to the source any more.";
    };
    readonly SOURCE_UNREADABLE: {
        readonly step: "source";
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: "Give a source that docs/sources.md lists and that this process can read.";
    };
    readonly SOURCE_CORRUPTED: {
        readonly step: "source";
        readonly fault: "service";
        readonly retryable: true;
        readonly remedy: "Push again: bytes were damaged on their way.";
    };
    readonly SOURCE_FAILED: {
        readonly step: "source";
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: "Look at the cause of the error: the rows that the calling code yields ended with it.";
    };
    readonly DECODE_UNSUPPORTED: {
        readonly step: "decode";
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: "Provide the source in a format that docs/sources.md lists, or say with { format, compression, csv } what it is.";
    };
    readonly DECODE_CORRUPT: {
        readonly step: "decode";
        readonly fault: "data";
        readonly retryable: false;
        readonly remedy: "Provide the source again: its compressed data is damaged.";
    };
    readonly DECODE_HEADER_MISMATCH: {
        readonly step: "decode";
        readonly fault: "data";
        readonly retryable: false;
        readonly remedy: "Make the header line of the source and the columns of the contract the same, in any order.";
    };
    readonly VALIDATE_FORBIDDEN: {
        readonly step: "validate";
        readonly fault: "access";
        readonly retryable: false;
        readonly remedy: "Ask for roles/bigquery.jobUser on the project and the right to read the staging bucket for the service account that pushes, or pass { way: \"stream\" }.";
    };
    readonly VALIDATE_FAILED: {
        readonly step: "validate";
        readonly fault: "service";
        readonly retryable: true;
        readonly remedy: "Push again; if it keeps failing, look at the job that the message names, or pass { way: \"stream\" }.";
    };
    readonly DATA_REJECTED: {
        readonly step: "validate";
        readonly fault: "data";
        readonly retryable: false;
        readonly remedy: "Correct the records that are listed in `rejects`, or the contract, and push again.";
    };
    readonly DATA_EMPTY: {
        readonly step: "validate";
        readonly fault: "data";
        readonly retryable: false;
        readonly remedy: "Check the source; pass { allowEmpty: true } where replacing the data with nothing is meant.";
    };
    readonly STAGE_BUCKET_NOT_FOUND: {
        readonly step: "stage";
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: "Set DWH_STAGING_BUCKET to the bucket that your onboarding created.";
    };
    readonly STAGE_FORBIDDEN: {
        readonly step: "stage";
        readonly fault: "access";
        readonly retryable: false;
        readonly remedy: "Ask for the permission that `error.permission` names on the staging bucket; `checkAccess()` says which grant of the onboarding has it.";
    };
    readonly STAGE_TOO_LARGE: {
        readonly step: "stage";
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: "Split the source: one load job takes at most 10,000 staged objects.";
    };
    readonly STAGE_FAILED: {
        readonly step: "stage";
        readonly fault: "service";
        readonly retryable: true;
        readonly remedy: "Push again; if it keeps failing, look at the status of Cloud Storage.";
    };
    readonly STAGE_LOCATION_MISMATCH: {
        readonly step: "stage";
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: "Use a staging bucket in the location of the dataset; your onboarding creates one.";
    };
    readonly LEASE_BUSY: {
        readonly step: "load";
        readonly fault: "caller";
        readonly retryable: true;
        readonly remedy: "Another push writes this partition: push again when it has ended, or pass { whenBusy: \"wait\" }.";
    };
    readonly LEASE_LOST: {
        readonly step: "load";
        readonly fault: "service";
        readonly retryable: true;
        readonly remedy: "Push again: this process was stopped or cut off for longer than its lease, and another push has taken over.";
    };
    readonly LEASE_UNSETTLED: {
        readonly step: "load";
        readonly fault: "service";
        readonly retryable: true;
        readonly remedy: "Push again: a job of an earlier push of this partition has to end first.";
    };
    readonly LEASE_UNREADABLE: {
        readonly step: "load";
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: "Use the newest version of the library that pushes this table; where no push runs, remove the object that the message names.";
    };
    readonly LOAD_DATASET_NOT_FOUND: {
        readonly step: "load";
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: "Check the dataset in `table`, or have your onboarding create it.";
    };
    readonly LOAD_FORBIDDEN: {
        readonly step: "load";
        readonly fault: "access";
        readonly retryable: false;
        readonly remedy: "Ask for the permission that `error.permission` names; `checkAccess()` says which grant of the onboarding has it.";
    };
    readonly LOAD_LOCATION_MISMATCH: {
        readonly step: "load";
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: "Set DWH_LOCATION to the location of the dataset, or leave it out.";
    };
    readonly LOAD_NOT_A_TABLE: {
        readonly step: "load";
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: "Push into a table; views and external tables hold no rows of their own.";
    };
    readonly LOAD_PARTITIONING_CONFLICT: {
        readonly step: "load";
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: "A table cannot change its partitioning or clustering: correct the contract, or push into a new table.";
    };
    readonly LOAD_SCHEMA_CONFLICT: {
        readonly step: "load";
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: "New nullable columns and relaxed columns are applied by themselves; anything else breaks readers: correct the contract, or push into a new table.";
    };
    readonly LOAD_POLICY_TAG_MISSING: {
        readonly step: "load";
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: "Ask the warehouse team for a policy tag of that class, set DWH_TAXONOMY, or name the tag with .meta({ policyTag }); personal data is not loaded without one.";
    };
    readonly LOAD_POLICY_TAG_FORBIDDEN: {
        readonly step: "load";
        readonly fault: "access";
        readonly retryable: false;
        readonly remedy: "Ask for roles/datacatalog.viewer on the taxonomy for the service account that pushes.";
    };
    readonly LOAD_PARTITION_EXPIRED: {
        readonly step: "load";
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: "The table drops partitions of this age at once: push a newer date, or have its expiration raised.";
    };
    readonly LOAD_QUOTA_EXCEEDED: {
        readonly step: "load";
        readonly fault: "service";
        readonly retryable: true;
        readonly remedy: "Wait at least ten minutes before the next push into this table; quotas refill gradually.";
    };
    readonly LOAD_REFUSED: {
        readonly step: "load";
        readonly fault: "service";
        readonly retryable: false;
        readonly remedy: "Look at the job that the message names in the console; report it to the warehouse team.";
    };
    readonly LOAD_FAILED: {
        readonly step: "load";
        readonly fault: "service";
        readonly retryable: true;
        readonly remedy: "Push again; if it keeps failing, look at the job that the message names; where it names none, at the network and the status of BigQuery.";
    };
    readonly LOAD_UNKNOWN: {
        readonly step: "load";
        readonly fault: "service";
        readonly retryable: true;
        readonly remedy: "Push again: the same push ends in the same state, whether or not this one took effect.";
    };
    readonly LOAD_ROWS_MISMATCH: {
        readonly step: "load";
        readonly fault: "service";
        readonly retryable: true;
        readonly remedy: "Push again, and report the job that the message names to the warehouse team.";
    };
    readonly REPLAY_STALE: {
        readonly step: "load";
        readonly fault: "data";
        readonly retryable: false;
        readonly remedy: "Push the partition again with the mended contract: its dead letters are not known to belong to the rows that are there now.";
    };
    readonly REGISTER_FAILED: {
        readonly step: "register";
        readonly fault: "service";
        readonly retryable: true;
        readonly remedy: "The rows are in place; push again to write description, labels and column descriptions.";
    };
    readonly REGISTER_DISCONTINUED: {
        readonly step: "register";
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: "The rows are in place; leave out catalogApi (DWH_CATALOG_API), and the dataset is registered in Knowledge Catalog.";
    };
    readonly REGISTER_FORBIDDEN: {
        readonly step: "register";
        readonly fault: "access";
        readonly retryable: false;
        readonly remedy: "The rows are in place; ask for the permission that `error.permission` names, so that table and catalog can be described; `checkAccess()` says which grant of the onboarding has it.";
    };
    readonly BACKFILL_INCOMPLETE: {
        readonly fault: "data";
        readonly retryable: true;
        readonly remedy: "Look at the results of the partitions that the message names, and call the same backfill again, without `restart`: it goes on where it stopped.";
    };
    readonly ERASE_FORBIDDEN: {
        readonly fault: "access";
        readonly retryable: false;
        readonly remedy: "Erasing needs bigquery.tables.getData and bigquery.tables.updateData on the dataset; of columns with a policy tag, roles/datacatalog.categoryFineGrainedReader.";
    };
    readonly ERASE_FAILED: {
        readonly fault: "service";
        readonly retryable: true;
        readonly remedy: "Erase again: what is gone stays gone, and the rest goes. If it keeps failing, look at the job in the console.";
    };
    readonly VIEW_FORBIDDEN: {
        readonly fault: "access";
        readonly retryable: false;
        readonly remedy: "Publishing a view needs roles/bigquery.dataEditor on its dataset and roles/bigquery.dataOwner on the datasets it reads.";
    };
    readonly VIEW_REFUSED: {
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: "Correct the view as the message says.";
    };
    readonly VIEW_FAILED: {
        readonly fault: "service";
        readonly retryable: true;
        readonly remedy: "Publish the view again; if it keeps failing, look at the status of BigQuery.";
    };
};
type ErrorCode = keyof typeof ERRORS;
/** One record that does not keep the contract: where it is and which rule it breaks, never what it holds. */
interface Reject {
    /** The object that it is in, where the source has several. */
    readonly object?: string;
    /** 1 for the first record after the header. */
    readonly record: number;
    /** Where the record begins in the source, in bytes from 0; in one that is compressed, in what it decompresses to. Absent where the source has no bytes: rows of a program, Parquet. */
    readonly byteOffset?: number;
    /** The column, and behind points the nested field: `address.city`. */
    readonly column?: string;
    /** A rule of docs/contracts.md: `integer`, `required`, `field_count`, or the code of a zod check such as `too_small`. */
    readonly rule: string;
}
interface Rejects {
    readonly total: number;
    /** The first ones, at most 20. Empty where BigQuery checked the records where they lie: there they have no order; then `byRule` is set. */
    readonly listed: readonly Reject[];
    /** How many records break which rule of which column first. */
    readonly byRule?: readonly {
        readonly column: string;
        readonly rule: string;
        readonly records: number;
    }[];
}
interface DwhPushErrorDetails {
    readonly step?: Step;
    readonly committed?: Committed;
    readonly rejects?: Rejects;
    readonly permission?: string | undefined;
    readonly cause?: unknown;
}
declare const BRAND: unique symbol;
/**
 * Every failure of this library. The message says what happened and where, and never holds a data value, a credential or a query string.
 * Use `DwhPushError.isInstance(error)` rather than `instanceof`: it also knows an error of a second copy of the package.
 */
declare class DwhPushError extends Error {
    readonly name = "DwhPushError";
    readonly [BRAND] = true;
    readonly code: ErrorCode;
    /** The step that failed; absent where the push had not begun. */
    readonly step: Step | undefined;
    readonly fault: Fault;
    readonly retryable: boolean;
    readonly committed: Committed;
    /** What to do about it, in a sentence. */
    readonly remedy: string;
    /** Where records broke the contract. */
    readonly rejects: Rejects | undefined;
    /** Where access was denied and the service named it: the permission to ask for, `bigquery.tables.updateData` say. */
    readonly permission: string | undefined;
    /** What the failed push did up to then; set by `pushDataset`. */
    receipt: PushReceipt | undefined;
    constructor(code: ErrorCode, message: string, details?: DwhPushErrorDetails);
    static isInstance(error: unknown): error is DwhPushError;
}

/** How long the partitions of a table are, from the shortest. */
declare const PARTITION_UNITS: readonly ["hour", "day", "month", "year"];
type PartitionUnit = (typeof PARTITION_UNITS)[number];

/** The BigQuery types that a contract can describe, by their GoogleSQL names. A `REPEATED` column is an ARRAY of its type. */
type ColumnType = 'STRING' | 'INT64' | 'FLOAT64' | 'NUMERIC' | 'BIGNUMERIC' | 'BOOL' | 'BYTES' | 'DATE' | 'DATETIME' | 'TIME' | 'TIMESTAMP' | 'JSON' | 'STRUCT';
/** One column of the warehouse table, or one field of a STRUCT, as the contract describes it. */
interface Column {
    readonly name: string;
    readonly type: ColumnType;
    readonly mode: 'NULLABLE' | 'REQUIRED' | 'REPEATED';
    readonly description: string | undefined;
    /** The class of personal data that it holds, from `.meta({ personalData })`; undefined: none. */
    readonly personalData: string | undefined;
    /** The policy tag that guards it, `projects/../locations/../taxonomies/../policyTags/..`: from `.meta({ policyTag })`, or that of its class, which a push looks up. */
    readonly policyTag: string | undefined;
    /** The fields of a STRUCT; undefined for every other type. */
    readonly fields: readonly Column[] | undefined;
    /** The property's own schema: what it makes of a value is what lands. */
    readonly schema: $ZodType;
    /** `bytes`: the text of a CSV field is the value, as it stands. `rows`: the schema changes values, or they have no text; each is made a JavaScript value first. */
    readonly way: 'bytes' | 'rows';
    /** What its zod schema takes: text of the column is read into this before `check` sees it. */
    readonly input: 'string' | 'number' | 'bigint' | 'boolean';
    /** Where the contract asks more of a value than its type does (a length, a range, a pattern): the schema that a value must pass. */
    readonly check: $ZodType | undefined;
    /** What `check` takes for NULL, where it stands behind `.nullable()` or `.optional()` and so sees NULL too; otherwise `not-checked`. */
    readonly nullForCheck: null | undefined | 'not-checked';
}

/** How far data may travel, from the least guarded. */
declare const CLASSIFICATIONS: readonly ["public", "internal", "confidential", "restricted"];
type Classification = (typeof CLASSIFICATIONS)[number];
/** What a dataset says of itself to those who find it in the catalog. */
interface Governance {
    /** Semantic version of the contract. */
    readonly version: string | undefined;
    /** Where to ask: an address, a channel, a URL. */
    readonly contact: string | undefined;
    readonly classification: Classification | undefined;
    /** When it is pushed, as cron has it: `0 6 * * *`. UTC. */
    readonly schedule: string | undefined;
}

/** How a table is divided: by the time (UTC) of ingestion or of a column, or not at all. */
type Partitioning = {
    readonly type: PartitionUnit;
    readonly column: string | undefined;
} | {
    readonly type: 'none';
};
/** What a push needs to know of a dataset; everything derives from one zod object. */
interface Contract {
    readonly schema: $ZodObject;
    readonly columns: readonly Column[];
    /** Whether a CSV of it stays bytes, or each record becomes values because a schema changes some of them. */
    readonly way: 'bytes' | 'rows';
    /** Where the schema has rules over a whole record (`z.object().refine()`): each record must pass it. */
    readonly recordCheck: $ZodObject | undefined;
    readonly partitioning: Partitioning;
    readonly clustering: readonly string[];
    /** The description and labels of the table; undefined: the push leaves what is there. */
    readonly description: string | undefined;
    readonly labels: Readonly<Record<string, string>>;
    /** How long a partition is kept; undefined: the push leaves what is there. */
    readonly expirationDays: number | undefined;
    readonly owner: string | undefined;
    readonly governance: Governance;
    /** Changes where columns, types, modes or partitioning change. */
    readonly fingerprint: string;
}

interface DatasetDefinition<Schema extends $ZodObject = $ZodObject> {
    /** One record, as a zod object with a property per column. Descriptions of columns come from `.meta({ description })` or `.describe()`. */
    readonly schema: Schema;
    /** What the table is for; its description in the warehouse, at most 16,384 characters. Left as it is there unless set. */
    readonly description?: string;
    /** The team that answers for the data; the table's label `owner`. */
    readonly owner?: string;
    /** Where to ask about it: an address, a channel, a URL; for the catalog. Default: none. */
    readonly contact?: string;
    /** Semantic version of the contract, for the catalog and the ledger. Default: none. */
    readonly version?: string;
    /** How far the data may travel. Default: none said. */
    readonly classification?: Classification;
    /** When it is pushed, as a cron expression in UTC (`0 6 * * *`), for the catalog. Default: none said. */
    readonly schedule?: string;
    /** More labels of the table; labels that others set there stay. */
    readonly labels?: Readonly<Record<string, string>>;
    /**
     * `{ type: 'day' }`: a partition per day of ingestion. `{ type: 'day', column }`: per day (UTC) of a DATE, DATETIME or TIMESTAMP column. The same for `'hour'` (not of a DATE), `'month'` and `'year'`.
     * `'none'`: every push replaces the whole table. Default: `{ type: 'day' }`.
     */
    readonly partitioning?: {
        readonly type: PartitionUnit;
        readonly column?: string;
    } | 'none';
    /** Up to four columns by which the warehouse sorts rows inside a partition. Default: none. */
    readonly clustering?: readonly string[];
    /** Retention: days after which the warehouse drops a partition; a push of an older one is refused. Left as it is there unless set; default of a new table: never. */
    readonly expirationDays?: number;
}
/** A dataset's contract: what `pushDataset` takes as `schema`. Made by `defineDataset`. */
interface Dataset<Schema extends $ZodObject = $ZodObject> {
    readonly schema: Schema;
    readonly contract: Contract;
}
/**
 * Describes a dataset once: columns, checks, descriptions, partitioning, owner. Everything that a push writes or checks derives from it.
 *
 * @throws DwhPushError `CONTRACT_UNSUPPORTED` where a column's schema has no counterpart in the warehouse, `OPTIONS_INVALID` where the rest of the definition is wrong.
 */
declare function defineDataset<Schema extends $ZodObject>(definition: DatasetDefinition<Schema>): Dataset<Schema>;

/** What the log line goes to: pino, console and most others have these two. */
interface Logger {
    info(entry: object, message: string): void;
    error(entry: object, message: string): void;
}

declare const FORMATS: readonly ["csv", "tsv", "ndjson", "parquet"];
type Format = (typeof FORMATS)[number];
declare const COMPRESSIONS: readonly ["none", "gzip", "zstd"];
type Compression = (typeof COMPRESSIONS)[number];

/** How a CSV or TSV is written, as far as the caller says so. */
interface CsvOptions {
    /** One ASCII character. Default: a comma, for TSV a tab. */
    readonly delimiter?: string;
    /** One ASCII character, or `''` where nothing is ever quoted. Default: `"`. */
    readonly quote?: string;
    /** Whether the first line has the names of the columns. `false`: the fields are the contract's columns in its order. Default: true. */
    readonly header?: boolean;
    /** Default: `utf-8`. `latin1` is ISO-8859-1, not Windows-1252. */
    readonly encoding?: 'utf-8' | 'latin1';
}

/** How far a push has come. Numbers only grow, and steps come in their order; validate and stage, which run as one stream, show as `stage`. The last of a push that succeeds is `report`. */
interface ProgressEvent {
    readonly step: Step;
    /** Bytes read from the source. */
    readonly sourceBytes: number;
    /** Bytes of the source, where it says how many there are. */
    readonly totalSourceBytes: number | undefined;
    readonly rowsRead: number;
    readonly stagedBytes: number;
}
type ProgressListener = (event: ProgressEvent) => void;

interface PushOptions<Schema extends $ZodObject = $ZodObject> {
    /**
     * What to push: a path, an http(s) URL, `gs://bucket/object` (one object, or several by one `*`), `s3://bucket/key` of a public bucket, a stream of bytes, bytes, or the
     * rows themselves: an array, a generator, an async iterable, a Readable in object mode; each row is what the schema takes, `z.input<typeof schema>`. `{date}`,
     * `{yyyymmdd}`, `{yyyy}`, `{mm}`, `{dd}`, `{hh}`, `{yyyymm}` and `{yyyymmddhh}` in a name become the partition's time. A stream is read once, and destroyed in the end.
     */
    readonly source: string | URL | Readable | ReadableStream<Uint8Array> | Uint8Array | Iterable<input<Schema>> | AsyncIterable<input<Schema>>;
    /** What the source holds. Default: what its name or the server says, or a header line with exactly the contract's columns; where nothing tells, the push is refused. */
    readonly format?: Format;
    /** What the bytes are compressed with. Default: what the name (`.gz`, `.zst`) and the first bytes say, which have to agree. */
    readonly compression?: Compression;
    /** How a CSV or TSV is written, where it differs from RFC 4180 in UTF-8 with a header line. */
    readonly csv?: CsvOptions;
    /** `dataset.table` or `project.dataset.table`. */
    readonly table: string;
    /**
     * The partition to replace, in the dataset's unit and in UTC: an hour `2021-04-03T10`, a day `2021-04-03`, a month `2021-04`, a year `2021`. Without it the whole table is replaced, which must
     * not be partitioned.
     */
    readonly partitionDate?: string;
    /** The contract: a zod 4 object, or what `defineDataset` made of one. A plain object with a partitionDate means a table partitioned by day of ingestion. */
    readonly schema: Schema | Dataset<Schema>;
    /** Accept a source without records, and so empty the partition. Default: false. */
    readonly allowEmpty?: boolean;
    /**
     * How many records may break the contract before the push fails: a number, or a share of all records such as `'0.1%'`. What is left is published, and each rejected record goes, as it is and with its reasons, into
     * the same partition of `<table>_rejects`. Default: none; the first such record fails the push.
     */
    readonly rejects?: {
        readonly max: number | `${number}%`;
    };
    /**
     * How a `gs://` source reaches the warehouse: `'service'`: Cloud Storage and BigQuery copy, check and load it, and its bytes pass through no process; `'stream'`: through this one. Default: `'auto'`, the service
     * where it is certain to end in the same rows and rejects. Where `'service'` is not possible the push is refused.
     */
    readonly way?: 'auto' | 'stream' | 'service';
    /** What to do where another push writes the same partition at this moment: wait for it to end, or fail with `LEASE_BUSY`. Default: `'wait'`. */
    readonly whenBusy?: 'wait' | 'fail';
    /** Milliseconds after which the push is aborted, with `DEADLINE_EXCEEDED`; a load job that runs by then is cancelled and waited for, so that `committed` is true. Default: none. */
    readonly deadlineMs?: number;
    /** Aborts the push. The error's `committed` tells what readers see. */
    readonly signal?: AbortSignal;
    /** Called as the push goes on, often; what it throws is ignored. */
    readonly onProgress?: ProgressListener;
    /** Takes the one log line of the push: pino, console or alike. Default: a line of JSON on standard error, as Cloud Logging reads it. `'silent'`: none. */
    readonly logger?: Logger | 'silent';
}

/** What is pushed for each partition: text whose placeholders expand, or a function that is asked for each. */
type BackfillSource<Schema extends $ZodObject = $ZodObject> = string | URL | ((partitionDate: string) => PushOptions<Schema>['source'] | Promise<PushOptions<Schema>['source']>);
interface BackfillOptions<Schema extends $ZodObject = $ZodObject> extends Omit<PushOptions<Schema>, 'source' | 'partitionDate'> {
    /** The first partition and the last one, both included, written as `partitionDate` is. */
    readonly from: string;
    readonly to: string;
    readonly source: BackfillSource<Schema>;
    /** How many partitions are pushed at once, from 1 to 16. Default: 4. */
    readonly concurrency?: number;
    /**
     * How many partitions are pushed at most by this call; the others are `not-started`, for another day. Default: four fifths of the changes of partitions that the warehouse takes per table and day: 8,800 for a table
     * that is partitioned by ingestion, 24,000 for one that is by a column. https://docs.cloud.google.com/bigquery/quotas#partitioned_tables
     */
    readonly limit?: number;
    /** Begin anew: push every partition, also those that an earlier call of the same backfill has published. To go on afterwards, leave it out again. Default: false. */
    readonly restart?: boolean;
}
/**
 * What became of one partition. `skipped`: an earlier call of the same backfill has published it, and nothing else was pushed into it since. `not-started`: the limit was reached, or an error has ended the backfill that every
 * other partition would meet too.
 */
type BackfillResult = {
    readonly partitionDate: string;
    readonly outcome: 'published' | 'unchanged';
    readonly receipt: PushReceipt;
} | {
    readonly partitionDate: string;
    readonly outcome: 'failed';
    readonly error: DwhPushError;
} | {
    readonly partitionDate: string;
    readonly outcome: 'skipped';
} | {
    readonly partitionDate: string;
    readonly outcome: 'not-started';
    readonly reason: 'limit' | 'stopped';
};

/** What the catalog knows of a dataset beside what BigQuery tells it; only text and whole numbers. */
type DatasetAspect = Readonly<Record<string, string | number | undefined>>;

interface DescribeOptions {
    /** `dataset.table` or `project.dataset.table`. */
    readonly table: string;
}
interface DescribedColumn {
    /** Fields of records by their path: `address.city`. */
    readonly name: string;
    readonly type: string;
    readonly mode: string;
    readonly description?: string;
    /** The class of personal data, as the catalog has it. */
    readonly personalData?: string;
    /** What guards it, as the warehouse has it. */
    readonly policyTag?: string;
}
/** What the warehouse, the catalog and lineage know of a dataset. */
interface DatasetDescription {
    /** `project.dataset.table`. */
    readonly table: string;
    readonly location: string;
    readonly description?: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly columns: readonly DescribedColumn[];
    /** Days after which a partition goes. */
    readonly retentionDays?: number;
    readonly clustering: readonly string[];
    /** What pushes have registered: owner, contact, classification, the last push; absent where there is none, or no catalog. */
    readonly registered?: DatasetAspect;
    /** Where its data comes from, by the names of the catalog; absent where there is no lineage, or this identity may not look at it (roles/datalineage.viewer). */
    readonly sources?: readonly string[];
}

interface EraseOptions {
    /** `dataset.table` or `project.dataset.table`. */
    readonly table: string;
    /** The STRING or INT64 column that tells whose a row is; one in records by its path, `customer.id`. Of a repeated one, one value that matches will do. */
    readonly column: string;
    /** Whose rows go: up to 10,000 values of the column. Of an INT64 column numbers, bigints, or their digits. */
    readonly values: readonly (string | number | bigint)[];
    /** Aborts the waiting; a statement that runs is carried out all the same. */
    readonly signal?: AbortSignal;
}

/** For the record: what was erased, by whom and when, without the values. */
interface ErasureReceipt {
    /** `project.dataset.table`. */
    readonly table: string;
    readonly column: string;
    /** How many values were asked for. */
    readonly subjects: number;
    /** Rows that went, over all partitions. */
    readonly rowsErased: number;
    /** Dead letters that went, because one of the values occurs in them. */
    readonly lettersErased: number;
    /** The account that erased. */
    readonly identity?: string;
    readonly jobIds: readonly string[];
    readonly location: string;
    readonly startedAt: string;
    readonly finishedAt: string;
    /** Until when BigQuery can bring the rows back: a time travel window of seven days. https://docs.cloud.google.com/bigquery/docs/time-travel */
    readonly recoverableUntil: string;
}

interface ListPartitionsOptions {
    /** `dataset.table` or `project.dataset.table`. */
    readonly table: string;
}
/** One partition of a table: what the warehouse holds, and what was pushed last. */
interface PartitionInfo {
    /** `20210403`; absent for a table that is not partitioned. */
    readonly partition?: string;
    /** Rows that are there now. */
    readonly rows: number;
    /** Logical bytes that are there now. */
    readonly bytes?: number;
    /** When the rows were last changed, by whomever. ISO 8601; absent where there are none. */
    readonly modifiedAt?: string;
    /** The last push that published into it; absent where no push of this library did. */
    readonly lastPush?: LastPush;
}
interface LastPush {
    readonly pushId: string;
    readonly jobId: string;
    readonly rows: number;
    readonly rejected: number;
    readonly team?: string;
    /** ISO 8601. */
    readonly publishedAt: string;
}

/** What a push would do. Nothing of it has been done. */
interface PushPlan {
    /** `project.dataset.table`. */
    readonly table: string;
    /** The partition id, `20210403` say, and how it is written; absent where the whole table would be replaced. */
    readonly partition?: string;
    readonly partitionDate?: string;
    /** `create-table`: there is none yet; its partition, or all of it, is then filled. */
    readonly action: 'create-table' | 'replace-partition' | 'replace-table';
    readonly schema: PlannedSchema;
    readonly way: PlannedWay;
    readonly source: PlannedSource;
    /** The limits of the warehouse that the push counts towards, and how much of them is used. */
    readonly quota: readonly QuotaHeadroom[];
    /** What a person may want to know before the push runs. */
    readonly warnings: readonly string[];
    /** Why the push would end before it reads the data, in the order in which it would notice; empty: it would begin. */
    readonly errors: readonly DwhPushError[];
}
/** What would change about the columns of the table. */
interface PlannedSchema {
    /** New columns, and new fields of records by their path `address.city`; of a new table, all columns. */
    readonly added: readonly {
        readonly name: string;
        readonly type: ColumnType;
        readonly mode: 'NULLABLE' | 'REQUIRED' | 'REPEATED';
    }[];
    /** Columns that would become NULLABLE. */
    readonly relaxed: readonly string[];
    /** What breaks readers, and so ends the push: a line for each column, `price: INT64 -> STRING`. */
    readonly conflict?: readonly string[];
}
/** How the records would get from the source into staging: through this process, or inside the service, unless the data turns out to be in doubt there. */
interface PlannedWay {
    readonly kind: 'stream' | 'service';
    readonly why: string;
}
interface PlannedSource {
    /** Without credentials or query: a path, or an origin and path. */
    readonly name: string;
    /** As they are stored, where the source says so. */
    readonly bytes?: number;
    /** How many objects a `*` names; absent where the source could not be opened, or may be read once. */
    readonly objects?: number;
}
interface QuotaHeadroom {
    readonly limit: 'partitions of the table' | 'partition modifications of the table per day' | 'modifications of the table per day' | 'load jobs of the project per day';
    readonly most: number;
    /** At least as many are used, as far as it is known: others may have used more. Absent where nothing is known. */
    readonly used?: number;
}

/** Which dead letters are tried again, and against what. Each is as in `pushDataset`. */
type ReplayOptions<Schema extends $ZodObject = $ZodObject> = Pick<PushOptions<Schema>, 'table' | 'partitionDate' | 'schema' | 'whenBusy' | 'deadlineMs' | 'signal' | 'onProgress' | 'logger'>;

interface ViewOptions {
    /** `dataset.view` or `project.dataset.view`. */
    readonly view: string;
    /** GoogleSQL. */
    readonly query: string;
    readonly description?: string;
    readonly labels?: Readonly<Record<string, string>>;
    /** Datasets whose tables the view reads and on which it is authorized: `dataset` or `project.dataset`. Default: none. */
    readonly sources?: readonly string[];
}
interface ViewReceipt {
    /** `project.dataset.view`. */
    readonly view: string;
    readonly outcome: 'created' | 'updated' | 'unchanged';
}

/** Everything that goes to one target under one configuration; connections are shared and made when first needed. */
interface DwhClient extends AsyncDisposable {
    readonly config: ResolvedConfig;
    /** See `pushDataset`. */
    pushDataset<Schema extends $ZodObject>(options: PushOptions<Schema>): Promise<PushReceipt>;
    /** See `planPush`. */
    planPush<Schema extends $ZodObject>(options: PushOptions<Schema>): Promise<PushPlan>;
    /** See `backfillDataset`. */
    backfillDataset<Schema extends $ZodObject>(options: BackfillOptions<Schema>): AsyncGenerator<BackfillResult>;
    /** See `replayRejects`. */
    replayRejects<Schema extends $ZodObject>(options: ReplayOptions<Schema>): Promise<PushReceipt>;
    /** See `listPartitions`. */
    listPartitions(options: ListPartitionsOptions): Promise<readonly PartitionInfo[]>;
    /** See `publishView`. */
    publishView(options: ViewOptions): Promise<ViewReceipt>;
    /** See `eraseSubject`. */
    eraseSubject(options: EraseOptions): Promise<ErasureReceipt>;
    /** See `describeDataset`. */
    describeDataset(options: DescribeOptions): Promise<DatasetDescription>;
    /** See `checkAccess`. */
    checkAccess(options: CheckAccessOptions): Promise<AccessReport>;
    /** Google's own BigQuery client, set up for the target. */
    bigQuery(): Promise<BigQuery>;
    /** Google's own Cloud Storage client, set up for the target. */
    storage(): Promise<Storage>;
    /** Google's own Cloud Monitoring client, set up for the target; undefined where a local warehouse is known by its HTTP endpoint only. */
    monitoring(): Promise<MetricServiceClient | undefined>;
    /** The DWH_* variables with which another process reaches the same target. */
    environment(): Promise<Readonly<Record<string, string>>>;
    /** Lets go of connections, and stops the embedded warehouse where this client started it. Pushes must have ended. */
    close(): Promise<void>;
}
/**
 * Makes a client. Nothing is connected yet.
 *
 * @param config - what is not given comes from the DWH_* variables of the environment
 * @throws DwhPushError `TARGET_MISSING`, `TARGET_INVALID`
 */
declare function createDwhClient(config?: DwhClientConfig): DwhClient;

/** What a JSON column takes: anything that JSON can write. `null` itself is the column's NULL. */
type JsonValue = string | number | boolean | readonly (JsonValue | null)[] | {
    readonly [key: string]: JsonValue | null;
};

/** JSON: any value that JSON can write. In CSV, its text. */
declare function json(): z.ZodCustom<JsonValue, JsonValue>;
/** JSON whose value is what `schema` makes of it. */
declare function json<Schema extends z.ZodType>(schema: Schema): Schema;
/**
 * Warehouse types that plain zod types cannot name. Unless said otherwise values are text in the form that BigQuery reads, so that no digit is lost in a JavaScript number.
 * Plain zod covers the rest: `z.string()` STRING, `z.int()` and `z.int64()` INT64, `z.number()` FLOAT64, `z.boolean()` BOOL, `z.iso.date()` DATE, `z.iso.datetime()` and `z.date()`
 * TIMESTAMP, `z.object()` STRUCT, `z.array()` ARRAY.
 * https://docs.cloud.google.com/bigquery/docs/reference/standard-sql/data-types
 */
declare const column: {
    /** NUMERIC: up to 29 digits before the point and 9 after it, `-12.5`. */
    numeric: () => z.ZodString;
    /** BIGNUMERIC: 76 digits, 38 of them after the point, and some of a 77th. */
    bignumeric: () => z.ZodString;
    /** FLOAT64 with NaN and the infinities, which `z.number()` does not take. */
    float64: () => z.ZodCustom<number, number>;
    /** DATETIME, a date and a time of day without a zone: `2021-04-03T10:00:00.5`, up to microseconds. */
    datetime: () => z.ZodString;
    /** TIME of day: `10:00:00.5`, up to microseconds. */
    time: () => z.ZodString;
    /** TIMESTAMP, a point in time: `2021-04-03T10:00:00Z` or with an offset, up to microseconds. The zone is required: nothing is guessed. */
    timestamp: () => z.ZodString;
    /** BYTES: base64, or the bytes themselves. */
    bytes: () => z.ZodCustom<string | Uint8Array<ArrayBufferLike>, string | Uint8Array<ArrayBufferLike>>;
    json: typeof json;
};

/**
 * What `.meta()` of a column says to this library; everything else in it is left alone. https://zod.dev/metadata
 */
interface ColumnMetadata {
    /** The class of personal data that the column holds, `email` say: lower-case letters, digits, `_` and `-`. It is guarded by the policy tag that is called by it. */
    personalData?: string;
    /** The policy tag that guards the column, `projects/../policyTags/..`, in place of the one that is called by the class. */
    policyTag?: string;
}
declare module 'zod' {
    interface GlobalMeta extends ColumnMetadata {
    }
}

/**
 * Replaces one partition of a table (or a whole unpartitioned table) with the rows of a source: validated, staged, loaded by one atomic job, described in the warehouse, reported.
 * The same call again ends in the same state. Where to push comes from the DWH_* variables of the environment; `createDwhClient` takes them explicitly.
 *
 * @returns the receipt of what was done
 * @throws DwhPushError with `code`, `step`, `fault`, `retryable`, `committed`, `remedy` and, where records are at fault, `rejects`
 */
declare function pushDataset<Schema extends $ZodObject>(options: PushOptions<Schema>): Promise<PushReceipt>;
/**
 * What `pushDataset` would do with the same options: a dry run. Reads the table, the staging bucket and the beginning of the source, and changes nothing anywhere.
 *
 * @returns the plan; what the push would end with before it reads the data is in `errors`. `formatPlan` makes text of it
 * @throws DwhPushError `OPTIONS_INVALID`, `CONTRACT_UNSUPPORTED`, `TARGET_*`, `ABORTED`, `DEADLINE_EXCEEDED`
 */
declare function planPush<Schema extends $ZodObject>(options: PushOptions<Schema>): Promise<PushPlan>;
/**
 * Pushes every partition from one to another, several at once, and yields what became of each as it comes. Failed partitions do not end it, unless every other one would fail the same way; at its end it throws where one was not
 * published, so that none goes unnoticed. Called again with the same table, from, to, source and contract it goes on where it stopped.
 *
 * @throws DwhPushError `OPTIONS_INVALID`, `STAGE_*`, `BACKFILL_INCOMPLETE`
 */
declare function backfillDataset<Schema extends $ZodObject>(options: BackfillOptions<Schema>): AsyncGenerator<BackfillResult>;
/**
 * Tries the dead letters of a partition again, against a contract that was mended: records that keep it now are added to the partition, each exactly once, and the others stay with their new reasons.
 *
 * @returns the receipt: `rowsRead` letters, `rowsLoaded` of them added, `rowsRejected` left
 * @throws DwhPushError as `pushDataset` does
 */
declare function replayRejects<Schema extends $ZodObject>(options: ReplayOptions<Schema>): Promise<PushReceipt>;
/**
 * The partitions of a table: rows and bytes that are there, and what was pushed last. A small query of INFORMATION_SCHEMA.PARTITIONS, which is billed as one.
 *
 * @throws DwhPushError `OPTIONS_INVALID`, `LOAD_DATASET_NOT_FOUND`, `LOAD_FORBIDDEN`, `LOAD_FAILED`, `STAGE_*`
 */
declare function listPartitions(options: ListPartitionsOptions): Promise<readonly PartitionInfo[]>;
/**
 * Creates a view, or makes an existing one say what is given, and authorizes it on the datasets that it reads: who may read the view needs no right on the tables behind it.
 *
 * @throws DwhPushError `VIEW_FORBIDDEN`, `VIEW_REFUSED`, `VIEW_FAILED`, `OPTIONS_INVALID`
 */
declare function publishView(options: ViewOptions): Promise<ViewReceipt>;
/**
 * Whether whoever runs this may do all that a push into a dataset needs, found out by cheap calls that change nothing. What is missing is named with the role to ask for, as a command and as Terraform.
 *
 * @throws DwhPushError `OPTIONS_INVALID`, `TARGET_*`
 */
declare function checkAccess(options: CheckAccessOptions): Promise<AccessReport>;
/**
 * Reads back what the warehouse, the catalog and lineage know of a dataset: description, columns with their policy tags, what pushes have registered, where it comes from.
 *
 * @throws DwhPushError `OPTIONS_INVALID`, `LOAD_*`
 */
declare function describeDataset(options: DescribeOptions): Promise<DatasetDescription>;
/**
 * Erases a data subject: all rows of a dataset, over all its partitions, whose column has one of the values, and all dead letters in which one occurs. To be run by who may read the rows; not by the account that pushes.
 *
 * @returns a receipt for the record, without the values
 * @throws DwhPushError `OPTIONS_INVALID`, `ERASE_FORBIDDEN`, `ERASE_FAILED`
 */
declare function eraseSubject(options: EraseOptions): Promise<ErasureReceipt>;

interface RenderMonitoringOptions {
    /** As in the label of the metrics: `DWH_TEAM`. */
    readonly team: string;
    /** Hours after its last success at which a table counts as stale. Default: 26, a daily push and two hours more. */
    readonly maxAgeHours?: number;
    /** Rejected records of one push from which somebody is to know. Default: 1. */
    readonly maxRejects?: number;
    /** Who is told: names of notification channels, `projects/../notificationChannels/..`. */
    readonly notificationChannels?: readonly string[];
}
/** Files for `gcloud alpha monitoring policies create --policy-from-file` and `gcloud monitoring dashboards create --config-from-file`, by their names. */
type MonitoringFiles = Readonly<Record<'alert-failed-push.json' | 'alert-rejects.json' | 'alert-freshness.json' | 'dashboard.json', object>>;
/**
 * Renders alert policies and a dashboard for a team. Pure.
 *
 * @throws DwhPushError `OPTIONS_INVALID`
 */
declare function renderMonitoring(options: RenderMonitoringOptions): MonitoringFiles;

interface ExportedContract {
    /** A data contract in YAML: Open Data Contract Standard v3. */
    readonly yaml: string;
    /** What the contract says and the standard does not, a line each. */
    readonly lost: readonly string[];
}
/**
 * Writes a dataset's contract as an Open Data Contract.
 *
 * @param options - the table that the dataset is pushed into: `dataset.table` or `project.dataset.table`
 * @throws DwhPushError `OPTIONS_INVALID`
 */
declare function exportContract(dataset: Dataset, options: {
    readonly table: string;
}): Promise<ExportedContract>;

interface ImportedContract {
    readonly dataset: Dataset<z.ZodObject>;
    /** The table that it names: `dataset.table`. */
    readonly table: string;
    /** The project of its server, where it names one. */
    readonly project?: string;
    /** What the contract has and a dataset does not take over, a line each. */
    readonly lost: readonly string[];
}
/**
 * Makes a dataset of an Open Data Contract (v3, YAML or JSON), of its first table.
 *
 * @throws DwhPushError `OPTIONS_INVALID` where it is none; `CONTRACT_UNSUPPORTED` where a property has no counterpart in the warehouse
 */
declare function importContract(yaml: string): Promise<ImportedContract>;

/** A plan as a person reads it: what, from where, and what stands against it. Several lines, without a line break at the end. */
declare function formatPlan(plan: PushPlan): string;

export { DwhPushError, ERRORS, STEPS, backfillDataset, checkAccess, column, createDwhClient, defineDataset, describeDataset, eraseSubject, exportContract, formatPlan, importContract, listPartitions, onboardTeam, planPush, publishView, pushDataset, renderMonitoring, renderWarehouse, replayRejects };
export type { AccessReport, BackfillOptions, BackfillResult, BackfillSource, CatalogApi, CheckAccessOptions, ColumnMetadata, Committed, Compression, CsvOptions, Dataset, DatasetDefinition, DatasetDescription, DescribeOptions, DescribedColumn, DwhClient, DwhClientConfig, EraseOptions, ErasureReceipt, ErrorCode, ExportedContract, Fault, Format, GitlabFiles, GitlabProject, Grant, GrantId, ImportedContract, LastPush, ListPartitionsOptions, Logger, MissingAccess, MonitoringFiles, OnboardTeamOptions, Onboarding, PartitionInfo, PlannedSchema, PlannedSource, PlannedWay, ProgressEvent, ProgressListener, PushOptions, PushPlan, PushReceipt, QuotaHeadroom, Reject, Rejects, RenderMonitoringOptions, RenderWarehouseOptions, ReplayOptions, ResolvedConfig, Step, UnknownAccess, ViewOptions, ViewReceipt, WarehouseFiles };
