import { BigQuery } from '@google-cloud/bigquery';
import { MetricServiceClient } from '@google-cloud/monitoring';
import { Storage } from '@google-cloud/storage';
import { AuthClient } from 'google-auth-library';
import { Readable } from 'node:stream';
import * as z from 'zod';
import { $ZodType, $ZodObject, input } from 'zod/v4/core';
export type { AccessReport };
export type { BackfillOptions };
export type { BackfillResult };
export type { BackfillSource };
export type { CatalogApi };
export type { CheckAccessOptions };
export type { Classification };
export type { Column };
export type { ColumnMetadata };
export type { ColumnType };
export type { Committed };
export type { Compression };
export type { Contract };
export type { CsvOptions };
export type { Dataset };
export type { DatasetDefinition };
export type { DatasetDescription };
export type { DescribeOptions };
export type { DescribedColumn };
export type { DwhClient };
export type { DwhClientConfig };
export { DwhPushError };
export type { DwhPushErrorDetails };
export { ERRORS };
export type { EraseOptions };
export type { ErasureReceipt };
export type { ErrorCode };
export type { ExportedContract };
export type { Fault };
export type { Format };
export type { GitlabFiles };
export type { GitlabProject };
export type { Governance };
export type { Grant };
export type { GrantId };
export type { ImportedContract };
export type { JsonValue };
export type { LastPush };
export type { ListPartitionsOptions };
export type { Logger };
export type { MissingAccess };
export type { MonitoringFiles };
export type { OnboardTeamOptions };
export type { Onboarding };
export type { PartitionInfo };
export type { PartitionUnit };
export type { Partitioning };
export type { PlannedSchema };
export type { PlannedSource };
export type { PlannedWay };
export type { ProgressEvent };
export type { ProgressListener };
export type { PushOptions };
export type { PushPlan };
export type { PushReceipt };
export type { QuotaHeadroom };
export type { Reject };
export type { Rejects };
export type { RenderMonitoringOptions };
export type { RenderWarehouseOptions };
export type { ReplayOptions };
export type { ResolvedConfig };
export { STEPS };
export type { Step };
export type { UnknownAccess };
export type { ViewOptions };
export type { ViewReceipt };
export type { WarehouseFiles };
export { backfillDataset };
export { checkAccess };
export { column };
export { createDwhClient };
export { defineDataset };
export { describeDataset };
export { eraseSubject };
export { exportContract };
export { formatPlan };
export { importContract };
export { listPartitions };
export { onboardTeam };
export { planPush };
export { publishView };
export { pushDataset };
export { renderMonitoring };
export { renderWarehouse };
export { replayRejects };
declare module 'zod' {
    interface GlobalMeta extends ColumnMetadata {
    }
}
interface AccessReport {
    readonly ok: boolean;
    readonly missing: readonly MissingAccess[];
    readonly unknown: readonly UnknownAccess[];
}
declare const BRAND: unique symbol;
interface BackfillOptions<Schema extends $ZodObject = $ZodObject> extends Omit<PushOptions<Schema>, 'source' | 'partitionDate'> {
    readonly from: string;
    readonly to: string;
    readonly source: BackfillSource<Schema>;
    readonly concurrency?: number;
    readonly limit?: number;
    readonly restart?: boolean;
}
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
type BackfillSource<Schema extends $ZodObject = $ZodObject> = string | URL | ((partitionDate: string) => PushOptions<Schema>['source'] | Promise<PushOptions<Schema>['source']>);
type CatalogApi = 'dataplex' | 'datacatalog';
interface CheckAccessOptions {
    readonly dataset: string;
    readonly personalData?: boolean;
    readonly serviceAccount?: string;
}
type Classification = 'public' | 'internal' | 'confidential' | 'restricted';
interface Column {
    readonly name: string;
    readonly type: ColumnType;
    readonly mode: 'NULLABLE' | 'REQUIRED' | 'REPEATED';
    readonly description: string | undefined;
    readonly personalData: string | undefined;
    readonly policyTag: string | undefined;
    readonly fields: readonly Column[] | undefined;
    readonly schema: $ZodType;
    readonly way: 'bytes' | 'rows';
    readonly input: 'string' | 'number' | 'bigint' | 'boolean';
    readonly check: $ZodType | undefined;
    readonly nullForCheck: null | undefined | 'not-checked';
}
interface ColumnMetadata {
    personalData?: string;
    policyTag?: string;
}
type ColumnType = 'STRING' | 'INT64' | 'FLOAT64' | 'NUMERIC' | 'BIGNUMERIC' | 'BOOL' | 'BYTES' | 'DATE' | 'DATETIME' | 'TIME' | 'TIMESTAMP' | 'JSON' | 'STRUCT';
type Committed = 'no' | 'unknown' | 'yes';
type Compression = 'none' | 'gzip' | 'zstd';
interface Contract {
    readonly schema: $ZodObject;
    readonly columns: readonly Column[];
    readonly way: 'bytes' | 'rows';
    readonly recordCheck: $ZodObject | undefined;
    readonly partitioning: Partitioning;
    readonly clustering: readonly string[];
    readonly description: string | undefined;
    readonly labels: Readonly<Record<string, string>>;
    readonly expirationDays: number | undefined;
    readonly owner: string | undefined;
    readonly governance: Governance;
    readonly fingerprint: string;
}
interface CsvOptions {
    readonly delimiter?: string;
    readonly quote?: string;
    readonly header?: boolean;
    readonly encoding?: 'utf-8' | 'latin1';
}
interface Dataset<Schema extends $ZodObject = $ZodObject> {
    readonly schema: Schema;
    readonly contract: Contract;
}
type DatasetAspect = Readonly<Record<string, string | number | undefined>>;
interface DatasetDefinition<Schema extends $ZodObject = $ZodObject> {
    readonly schema: Schema;
    readonly description?: string;
    readonly owner?: string;
    readonly contact?: string;
    readonly version?: string;
    readonly classification?: Classification;
    readonly schedule?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly partitioning?: {
        readonly type: PartitionUnit;
        readonly column?: string;
    } | 'none';
    readonly clustering?: readonly string[];
    readonly expirationDays?: number;
}
interface DatasetDescription {
    readonly table: string;
    readonly location: string;
    readonly description?: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly columns: readonly DescribedColumn[];
    readonly retentionDays?: number;
    readonly clustering: readonly string[];
    readonly registered?: DatasetAspect;
    readonly sources?: readonly string[];
}
interface DescribeOptions {
    readonly table: string;
}
interface DescribedColumn {
    readonly name: string;
    readonly type: string;
    readonly mode: string;
    readonly description?: string;
    readonly personalData?: string;
    readonly policyTag?: string;
}
interface DwhClient extends AsyncDisposable {
    readonly config: ResolvedConfig;
    pushDataset<Schema extends $ZodObject>(options: PushOptions<Schema>): Promise<PushReceipt>;
    planPush<Schema extends $ZodObject>(options: PushOptions<Schema>): Promise<PushPlan>;
    backfillDataset<Schema extends $ZodObject>(options: BackfillOptions<Schema>): AsyncGenerator<BackfillResult>;
    replayRejects<Schema extends $ZodObject>(options: ReplayOptions<Schema>): Promise<PushReceipt>;
    listPartitions(options: ListPartitionsOptions): Promise<readonly PartitionInfo[]>;
    publishView(options: ViewOptions): Promise<ViewReceipt>;
    eraseSubject(options: EraseOptions): Promise<ErasureReceipt>;
    describeDataset(options: DescribeOptions): Promise<DatasetDescription>;
    checkAccess(options: CheckAccessOptions): Promise<AccessReport>;
    bigQuery(): Promise<BigQuery>;
    storage(): Promise<Storage>;
    monitoring(): Promise<MetricServiceClient | undefined>;
    environment(): Promise<Readonly<Record<string, string>>>;
    close(): Promise<void>;
}
interface DwhClientConfig {
    readonly target?: 'gcp' | 'local';
    readonly project?: string;
    readonly location?: string;
    readonly stagingBucket?: string;
    readonly team?: string;
    readonly endpoint?: string;
    readonly localDir?: string;
    readonly grpcEndpoint?: string;
    readonly taxonomy?: string;
    readonly catalogProject?: string;
    readonly catalogApi?: CatalogApi;
    readonly ledgerBucket?: string;
    readonly authClient?: AuthClient;
    readonly overwrite?: 'WRITE_TRUNCATE_DATA' | 'WRITE_TRUNCATE';
    readonly leaseMs?: number;
}
declare class DwhPushError extends Error {
    readonly name = "DwhPushError";
    readonly [BRAND] = true;
    readonly code: ErrorCode;
    readonly step: Step | undefined;
    readonly fault: Fault;
    readonly retryable: boolean;
    readonly committed: Committed;
    readonly remedy: string;
    readonly rejects: Rejects | undefined;
    readonly permission: string | undefined;
    receipt: PushReceipt | undefined;
    constructor(code: ErrorCode, message: string, details?: DwhPushErrorDetails);
    static isInstance(error: unknown): error is DwhPushError;
}
interface DwhPushErrorDetails {
    readonly step?: Step;
    readonly committed?: Committed;
    readonly rejects?: Rejects;
    readonly permission?: string | undefined;
    readonly cause?: unknown;
}
declare const ERRORS: {
    readonly OPTIONS_INVALID: {
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: string;
    };
    readonly TARGET_MISSING: {
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: string;
    };
    readonly TARGET_INVALID: {
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: string;
    };
    readonly LOCAL_WAREHOUSE_UNAVAILABLE: {
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: string;
    };
    readonly CONTRACT_UNSUPPORTED: {
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: string;
    };
    readonly UNEXPECTED: {
        readonly fault: "service";
        readonly retryable: false;
        readonly remedy: string;
    };
    readonly ABORTED: {
        readonly fault: "caller";
        readonly retryable: true;
        readonly remedy: string;
    };
    readonly DEADLINE_EXCEEDED: {
        readonly fault: "caller";
        readonly retryable: true;
        readonly remedy: string;
    };
    readonly SOURCE_NOT_FOUND: {
        readonly step: "source";
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: string;
    };
    readonly SOURCE_FORBIDDEN: {
        readonly step: "source";
        readonly fault: "access";
        readonly retryable: false;
        readonly remedy: string;
    };
    readonly SOURCE_UNREACHABLE: {
        readonly step: "source";
        readonly fault: "service";
        readonly retryable: true;
        readonly remedy: string;
    };
    readonly SOURCE_INTERRUPTED: {
        readonly step: "source";
        readonly fault: "service";
        readonly retryable: true;
        readonly remedy: string;
    };
    readonly SOURCE_CHANGED: {
        readonly step: "source";
        readonly fault: "data";
        readonly retryable: true;
        readonly remedy: string;
    };
    readonly SOURCE_UNREADABLE: {
        readonly step: "source";
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: string;
    };
    readonly SOURCE_CORRUPTED: {
        readonly step: "source";
        readonly fault: "service";
        readonly retryable: true;
        readonly remedy: string;
    };
    readonly SOURCE_FAILED: {
        readonly step: "source";
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: string;
    };
    readonly DECODE_UNSUPPORTED: {
        readonly step: "decode";
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: string;
    };
    readonly DECODE_CORRUPT: {
        readonly step: "decode";
        readonly fault: "data";
        readonly retryable: false;
        readonly remedy: string;
    };
    readonly DECODE_HEADER_MISMATCH: {
        readonly step: "decode";
        readonly fault: "data";
        readonly retryable: false;
        readonly remedy: string;
    };
    readonly VALIDATE_FORBIDDEN: {
        readonly step: "validate";
        readonly fault: "access";
        readonly retryable: false;
        readonly remedy: string;
    };
    readonly VALIDATE_FAILED: {
        readonly step: "validate";
        readonly fault: "service";
        readonly retryable: true;
        readonly remedy: string;
    };
    readonly DATA_REJECTED: {
        readonly step: "validate";
        readonly fault: "data";
        readonly retryable: false;
        readonly remedy: string;
    };
    readonly DATA_EMPTY: {
        readonly step: "validate";
        readonly fault: "data";
        readonly retryable: false;
        readonly remedy: string;
    };
    readonly STAGE_BUCKET_NOT_FOUND: {
        readonly step: "stage";
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: string;
    };
    readonly STAGE_FORBIDDEN: {
        readonly step: "stage";
        readonly fault: "access";
        readonly retryable: false;
        readonly remedy: string;
    };
    readonly STAGE_TOO_LARGE: {
        readonly step: "stage";
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: string;
    };
    readonly STAGE_FAILED: {
        readonly step: "stage";
        readonly fault: "service";
        readonly retryable: true;
        readonly remedy: string;
    };
    readonly STAGE_LOCATION_MISMATCH: {
        readonly step: "stage";
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: string;
    };
    readonly LEASE_BUSY: {
        readonly step: "load";
        readonly fault: "caller";
        readonly retryable: true;
        readonly remedy: string;
    };
    readonly LEASE_LOST: {
        readonly step: "load";
        readonly fault: "service";
        readonly retryable: true;
        readonly remedy: string;
    };
    readonly LEASE_UNSETTLED: {
        readonly step: "load";
        readonly fault: "service";
        readonly retryable: true;
        readonly remedy: string;
    };
    readonly LEASE_UNREADABLE: {
        readonly step: "load";
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: string;
    };
    readonly LOAD_DATASET_NOT_FOUND: {
        readonly step: "load";
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: string;
    };
    readonly LOAD_FORBIDDEN: {
        readonly step: "load";
        readonly fault: "access";
        readonly retryable: false;
        readonly remedy: string;
    };
    readonly LOAD_LOCATION_MISMATCH: {
        readonly step: "load";
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: string;
    };
    readonly LOAD_NOT_A_TABLE: {
        readonly step: "load";
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: string;
    };
    readonly LOAD_PARTITIONING_CONFLICT: {
        readonly step: "load";
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: string;
    };
    readonly LOAD_SCHEMA_CONFLICT: {
        readonly step: "load";
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: string;
    };
    readonly LOAD_POLICY_TAG_MISSING: {
        readonly step: "load";
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: string;
    };
    readonly LOAD_POLICY_TAG_FORBIDDEN: {
        readonly step: "load";
        readonly fault: "access";
        readonly retryable: false;
        readonly remedy: string;
    };
    readonly LOAD_PARTITION_EXPIRED: {
        readonly step: "load";
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: string;
    };
    readonly LOAD_QUOTA_EXCEEDED: {
        readonly step: "load";
        readonly fault: "service";
        readonly retryable: true;
        readonly remedy: string;
    };
    readonly LOAD_REFUSED: {
        readonly step: "load";
        readonly fault: "service";
        readonly retryable: false;
        readonly remedy: string;
    };
    readonly LOAD_FAILED: {
        readonly step: "load";
        readonly fault: "service";
        readonly retryable: true;
        readonly remedy: string;
    };
    readonly LOAD_UNKNOWN: {
        readonly step: "load";
        readonly fault: "service";
        readonly retryable: true;
        readonly remedy: string;
    };
    readonly LOAD_ROWS_MISMATCH: {
        readonly step: "load";
        readonly fault: "service";
        readonly retryable: true;
        readonly remedy: string;
    };
    readonly REPLAY_STALE: {
        readonly step: "load";
        readonly fault: "data";
        readonly retryable: false;
        readonly remedy: string;
    };
    readonly REGISTER_FAILED: {
        readonly step: "register";
        readonly fault: "service";
        readonly retryable: true;
        readonly remedy: string;
    };
    readonly REGISTER_DISCONTINUED: {
        readonly step: "register";
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: string;
    };
    readonly REGISTER_FORBIDDEN: {
        readonly step: "register";
        readonly fault: "access";
        readonly retryable: false;
        readonly remedy: string;
    };
    readonly BACKFILL_INCOMPLETE: {
        readonly fault: "data";
        readonly retryable: true;
        readonly remedy: string;
    };
    readonly ERASE_FORBIDDEN: {
        readonly fault: "access";
        readonly retryable: false;
        readonly remedy: string;
    };
    readonly ERASE_FAILED: {
        readonly fault: "service";
        readonly retryable: true;
        readonly remedy: string;
    };
    readonly VIEW_FORBIDDEN: {
        readonly fault: "access";
        readonly retryable: false;
        readonly remedy: string;
    };
    readonly VIEW_REFUSED: {
        readonly fault: "caller";
        readonly retryable: false;
        readonly remedy: "Correct the view as the message says.";
    };
    readonly VIEW_FAILED: {
        readonly fault: "service";
        readonly retryable: true;
        readonly remedy: string;
    };
};
interface EraseOptions {
    readonly table: string;
    readonly column: string;
    readonly values: readonly (string | number | bigint)[];
    readonly signal?: AbortSignal;
}
interface ErasureReceipt {
    readonly table: string;
    readonly column: string;
    readonly subjects: number;
    readonly rowsErased: number;
    readonly lettersErased: number;
    readonly letters: 'searched' | 'none' | 'foreign';
    readonly pushesUnderWay?: number;
    readonly identity?: string;
    readonly jobIds: readonly string[];
    readonly location: string;
    readonly startedAt: string;
    readonly finishedAt: string;
    readonly recoverableUntil: string;
}
type ErrorCode = keyof typeof ERRORS;
interface ExportedContract {
    readonly yaml: string;
    readonly lost: readonly string[];
}
type Fault = 'caller' | 'data' | 'access' | 'service';
type Format = 'csv' | 'tsv' | 'ndjson' | 'parquet';
interface GitlabFiles {
    readonly credentials: string;
    readonly job: string;
}
interface GitlabProject {
    readonly pool: string;
    readonly provider?: string;
    readonly projectPath: string;
}
interface Governance {
    readonly version: string | undefined;
    readonly contact: string | undefined;
    readonly classification: Classification | undefined;
    readonly schedule: string | undefined;
}
interface Grant {
    readonly id: GrantId;
    readonly role: string;
    readonly permissions: readonly string[];
    readonly custom: boolean;
    readonly on: {
        readonly kind: 'project' | 'dataset' | 'bucket' | 'taxonomy';
        readonly name: string;
    };
    readonly dataset?: string;
    readonly prefix?: string;
    readonly reason: string;
}
type GrantId = 'jobs' | 'dataset' | 'bucket' | 'staging' | 'ledger' | 'metrics' | 'lineage' | 'entries' | 'aspects' | 'templates' | 'tags';
interface ImportedContract {
    readonly dataset: Dataset<z.ZodObject>;
    readonly table: string;
    readonly project?: string;
    readonly lost: readonly string[];
}
type JsonValue = string | number | boolean | readonly (JsonValue | null)[] | {
    readonly [key: string]: JsonValue | null;
};
interface LastPush {
    readonly pushId: string;
    readonly jobId: string;
    readonly rows: number;
    readonly rejected: number;
    readonly team?: string;
    readonly publishedAt: string;
}
interface ListPartitionsOptions {
    readonly table: string;
}
interface Logger {
    info(entry: object, message: string): void;
    error(entry: object, message: string): void;
}
interface MissingAccess {
    readonly permissions: readonly string[];
    readonly role: string;
    readonly resource: string;
    readonly reason: string;
    readonly gcloud: string;
    readonly terraform: string;
}
type MonitoringFiles = Readonly<Record<'alert-failed-push.json' | 'alert-rejects.json' | 'alert-freshness.json' | 'dashboard.json', object>>;
interface OnboardTeamOptions {
    readonly team: string;
    readonly project: string;
    readonly dataset: string | readonly string[];
    readonly location: string;
    readonly stagingBucket: string;
    readonly ledgerBucket?: string;
    readonly taxonomy?: string;
    readonly catalogProject?: string;
    readonly catalogApi?: CatalogApi;
    readonly shared?: boolean;
    readonly gitlab?: GitlabProject;
}
interface Onboarding {
    readonly serviceAccount: string;
    readonly grants: readonly Grant[];
    readonly terraform: string;
    readonly gcloud: string;
    readonly environment: Readonly<Record<string, string>>;
    readonly gitlab?: GitlabFiles;
}
interface PartitionInfo {
    readonly partition?: string;
    readonly rows: number;
    readonly bytes?: number;
    readonly modifiedAt?: string;
    readonly lastPush?: LastPush;
}
type PartitionUnit = 'hour' | 'day' | 'month' | 'year';
type Partitioning = {
    readonly type: PartitionUnit;
    readonly column: string | undefined;
} | {
    readonly type: 'none';
};
interface PlannedSchema {
    readonly added: readonly {
        readonly name: string;
        readonly type: ColumnType;
        readonly mode: 'NULLABLE' | 'REQUIRED' | 'REPEATED';
    }[];
    readonly relaxed: readonly string[];
    readonly conflict?: readonly string[];
}
interface PlannedSource {
    readonly name: string;
    readonly bytes?: number;
    readonly objects?: number;
}
interface PlannedWay {
    readonly kind: 'stream' | 'service';
    readonly why: string;
}
interface ProgressEvent {
    readonly step: Step;
    readonly sourceBytes: number;
    readonly totalSourceBytes: number | undefined;
    readonly rowsRead: number;
    readonly stagedBytes: number;
}
type ProgressListener = (event: ProgressEvent) => void;
interface PushOptions<Schema extends $ZodObject = $ZodObject> {
    readonly source: string | URL | Readable | ReadableStream<Uint8Array> | Uint8Array | readonly input<Schema>[] | Iterable<input<Schema>> | AsyncIterable<input<Schema>>;
    readonly format?: Format;
    readonly compression?: Compression;
    readonly csv?: CsvOptions;
    readonly table: string;
    readonly partitionDate?: string;
    readonly schema: Schema | Dataset<Schema>;
    readonly allowEmpty?: boolean;
    readonly rejects?: {
        readonly max: number | `${number}%`;
        readonly personalData?: string;
    };
    readonly way?: 'auto' | 'stream' | 'service';
    readonly whenBusy?: 'wait' | 'fail';
    readonly deadlineMs?: number;
    readonly signal?: AbortSignal;
    readonly onProgress?: ProgressListener;
    readonly logger?: Logger | 'silent';
}
interface PushPlan {
    readonly table: string;
    readonly partition?: string;
    readonly partitionDate?: string;
    readonly action: 'create-table' | 'replace-partition' | 'replace-table';
    readonly schema: PlannedSchema;
    readonly way: PlannedWay;
    readonly source: PlannedSource;
    readonly quota: readonly QuotaHeadroom[];
    readonly warnings: readonly string[];
    readonly errors: readonly DwhPushError[];
}
interface PushReceipt {
    readonly outcome: 'published' | 'unchanged' | 'failed';
    readonly errorCode?: ErrorCode;
    readonly table: string;
    readonly partition?: string;
    readonly pushId?: string;
    readonly jobId?: string;
    readonly location?: string;
    readonly committed: 'yes' | 'no' | 'unknown';
    readonly catalog?: 'registered' | 'pending' | 'no-aspect-types' | 'refused';
    readonly catalogReason?: string;
    readonly rowsRead: number;
    readonly rowsLoaded: number;
    readonly rowsRejected: number;
    readonly rejectsTable?: string;
    readonly sourceBytes: number;
    readonly stagedBytes: number;
    readonly way?: 'service' | 'stream';
    readonly wayReason?: string;
    readonly source: string;
    readonly startedAt: string;
    readonly finishedAt: string;
    readonly durationsMs: Readonly<Record<Exclude<Step, 'report'>, number>>;
}
interface QuotaHeadroom {
    readonly limit: 'partitions of the table' | string | 'modifications of the table per day' | 'load jobs of the project per day';
    readonly most: number;
    readonly used?: number;
}
interface Reject {
    readonly object?: string;
    readonly record: number;
    readonly byteOffset?: number;
    readonly column?: string;
    readonly rule: string;
}
interface Rejects {
    readonly total: number;
    readonly listed: readonly Reject[];
    readonly byRule?: readonly {
        readonly column: string;
        readonly rule: string;
        readonly records: number;
    }[];
}
interface RenderMonitoringOptions {
    readonly team: string;
    readonly maxAgeHours?: number;
    readonly maxRejects?: number;
    readonly notificationChannels?: readonly string[];
}
interface RenderWarehouseOptions {
    readonly project: string;
    readonly location: string;
    readonly stagingBucket: string;
    readonly ledgerBucket?: string;
    readonly catalogProject?: string;
    readonly catalogApi?: CatalogApi;
    readonly personalDataClasses?: readonly string[];
}
type ReplayOptions<Schema extends $ZodObject = $ZodObject> = Pick<PushOptions<Schema>, 'table' | 'partitionDate' | 'schema' | 'whenBusy' | 'deadlineMs' | 'signal' | 'onProgress' | 'logger'>;
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
declare const STEPS: readonly [
    "source",
    "decode",
    "validate",
    "stage",
    "load",
    "register",
    "report"
];
type Step = (typeof STEPS)[number];
interface UnknownAccess {
    readonly permissions: readonly string[];
    readonly why: string;
    readonly blocking: boolean;
}
interface ViewOptions {
    readonly view: string;
    readonly query: string;
    readonly description?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly sources?: readonly string[];
}
interface ViewReceipt {
    readonly view: string;
    readonly outcome: 'created' | 'updated' | 'unchanged';
}
type WarehouseFiles = Readonly<Record<string, string>> & Readonly<Record<'warehouse.tf' | 'warehouse.sh' | 'ledger.sql', string>>;
declare function backfillDataset<Schema extends $ZodObject>(options: BackfillOptions<Schema>): AsyncGenerator<BackfillResult>;
declare function checkAccess(options: CheckAccessOptions): Promise<AccessReport>;
declare const column: {
    numeric: () => z.ZodString;
    bignumeric: () => z.ZodString;
    float64: () => z.ZodCustom<number, number>;
    datetime: () => z.ZodString;
    time: () => z.ZodString;
    timestamp: () => z.ZodString;
    bytes: () => z.ZodCustom<string | Uint8Array, string | Uint8Array>;
    json: typeof json;
};
declare function createDwhClient(config?: DwhClientConfig): DwhClient;
declare function defineDataset<Schema extends $ZodObject>(definition: DatasetDefinition<Schema>): Dataset<Schema>;
declare function describeDataset(options: DescribeOptions): Promise<DatasetDescription>;
declare function eraseSubject(options: EraseOptions): Promise<ErasureReceipt>;
declare function exportContract(dataset: Dataset, options: {
    readonly table: string;
}): Promise<ExportedContract>;
declare function formatPlan(plan: PushPlan): string;
declare function importContract(yaml: string): Promise<ImportedContract>;
declare function json(): z.ZodCustom<JsonValue, JsonValue>;
declare function json<Schema extends z.ZodType>(schema: Schema): Schema;
declare function listPartitions(options: ListPartitionsOptions): Promise<readonly PartitionInfo[]>;
declare function onboardTeam(options: OnboardTeamOptions): Onboarding;
declare function planPush<Schema extends $ZodObject>(options: PushOptions<Schema>): Promise<PushPlan>;
declare function publishView(options: ViewOptions): Promise<ViewReceipt>;
declare function pushDataset<Schema extends $ZodObject>(options: PushOptions<Schema>): Promise<PushReceipt>;
declare function renderMonitoring(options: RenderMonitoringOptions): MonitoringFiles;
declare function renderWarehouse(options: RenderWarehouseOptions): WarehouseFiles;
declare function replayRejects<Schema extends $ZodObject>(options: ReplayOptions<Schema>): Promise<PushReceipt>;
// The command line and the environment, which no declaration has.
declare const COMMANDS: {
    readonly "dwh-push": "--catalog-api" | "--catalog-project" | "--channel" | "--dataset" | "--gitlab-pool" | "--gitlab-project" | "--gitlab-provider" | "--help" | "--ledger-bucket" | "--location" | "--max-age-hours" | "--max-rejects" | "--no-shared" | "--out" | "--personal-data-class" | "--project" | "--service-account" | "--staging-bucket" | "--taxonomy" | "--team" | "--version" | "check-access" | "monitoring" | "onboard" | "warehouse";
};
declare const VARIABLES: "DWH_CATALOG_API" | "DWH_CATALOG_PROJECT" | "DWH_ENDPOINT" | "DWH_GRPC_ENDPOINT" | "DWH_LEDGER_BUCKET" | "DWH_LOCAL_DIR" | "DWH_LOCATION" | "DWH_PROJECT" | "DWH_STAGING_BUCKET" | "DWH_TARGET" | "DWH_TAXONOMY" | "DWH_TEAM";
