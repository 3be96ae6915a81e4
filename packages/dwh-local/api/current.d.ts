/**
 * What goes wrong. "The effect" is what the request does to the warehouse; an error after it is the case that clients get wrong.
 * - `error`: the answer is this error, and nothing was done.
 * - `error-after-effect`: it was done, and the answer is this error.
 * - `lost-answer`: it was done, and the connection is reset instead of an answer.
 * - `reset`: the connection is reset and nothing was done; with `afterBytes`, once that many bytes of the body were read (a resumable
 *   upload keeps what it had persisted by then).
 * - `delay`: the answer starts `ms` milliseconds late; nothing is done before that.
 * - `truncate`: it was done, and the connection is reset after `bytes` bytes of the answer's body (half of it unless set).
 *
 * For gRPC methods `status` is the HTTP status that stands for the code (404 for NOT_FOUND), `reason` names another code (`ABORTED`), and
 * there is neither `truncate` nor `afterBytes`.
 */
type Fault = {
    readonly kind: 'error' | 'error-after-effect';
    readonly status: number;
    readonly reason?: string;
    readonly message?: string;
} | {
    readonly kind: 'lost-answer';
} | {
    readonly kind: 'reset';
    readonly afterBytes?: number;
} | {
    readonly kind: 'delay';
    readonly ms: number;
} | {
    readonly kind: 'truncate';
    readonly bytes?: number;
};
/** Which calls a fault meets: those of one method, from the `nth` on. */
interface FaultTarget {
    /** A method's name as in SUPPORTED.md: `storage.objects.insert`, `storage.objects.insert.chunk`, `bigquery.jobs.insert`, `dataplex.CatalogService.UpdateEntry`. */
    readonly method: string;
    /** The first call that is met, counted from 1 at the moment of adding. Default 1. */
    readonly nth?: number;
    /** How many calls in a row are met. Default 1. */
    readonly times?: number;
}
interface FaultHandle {
    /** How many calls this fault has met so far. */
    readonly hits: number;
    remove(): void;
}

/** Scripted failures, for tests. Each call of a method is met by at most one fault: the one added first among those that are due. */
declare class FaultPlan {
    #private;
    constructor(methods: Iterable<string>, grpcMethods?: Iterable<string>);
    /** @throws RangeError for a method that the warehouse does not serve, or numbers that meet no call. */
    add(fault: FaultTarget & Fault): FaultHandle;
    clear(): void;
    /** Counts a call, and says what goes wrong with it. */
    meet(method: string): Fault | undefined;
}

/** A column as BigQuery's API has it. */
interface FixtureColumn {
    readonly name: string;
    readonly type: string;
    readonly mode?: 'NULLABLE' | 'REQUIRED' | 'REPEATED';
    readonly fields?: readonly FixtureColumn[];
}
/**
 * The rows of a fixture: a file (a path, or a URL with `file:`) whose name ends in `.csv` (with a header line), `.ndjson`, `.jsonl` or `.parquet`, the first three also with
 * `.gz`; or objects. In objects a Date is a TIMESTAMP, bytes are BYTES, a bigint is an INT64, and what is undefined is left out.
 */
type FixtureRows = string | URL | readonly object[];
interface FixtureOptions {
    /** Default: the columns of the table where it is there, else those of the Parquet file. A new table of other rows needs it. */
    readonly schema?: readonly FixtureColumn[];
    /** Of a table that is made here; without it the table has no partitions, unless the name has a `$` and eight digits: then it is by day of ingestion. */
    readonly partitioning?: {
        readonly type: 'HOUR' | 'DAY' | 'MONTH' | 'YEAR';
        readonly field?: string;
    };
}

/** Who may do what, under a condition. */
interface Binding {
    readonly role: string;
    /** `serviceAccount:…`, `user:…`, `group:…`, `domain:…`, `projectOwner:…`, `allUsers`, `allAuthenticatedUsers`. */
    readonly members: readonly string[];
    readonly condition?: {
        readonly expression: string;
        readonly title?: string;
        readonly description?: string;
    };
}

/** Who there is, and what they may. With it every call needs credentials, and a permission for what it does. */
interface IamOptions {
    /** By e-mail address: `team-a@bm-local.iam.gserviceaccount.com`, `ana@example.com`. */
    readonly identities: Readonly<Record<string, IdentityOptions>>;
    /** The IAM policy of the warehouse's project when it starts. Datasets, tables and buckets get theirs through the services' own calls. */
    readonly bindings?: readonly Binding[];
    /** Custom roles: permissions by `projects/PROJECT/roles/NAME` or `organizations/NUMBER/roles/NAME`. */
    readonly roles?: Readonly<Record<string, readonly string[]>>;
}
interface IdentityOptions {
    /** The bearer token. Default: a random one. */
    readonly token?: string;
    /** Addresses of the groups that the identity belongs to. */
    readonly groups?: readonly string[];
    /** The IAM policy of the service account itself: who may impersonate it. */
    readonly bindings?: readonly Binding[];
}

/** Credentials of the identities that the option `iam` named. They are secrets of this warehouse alone, and end with it. Every method throws LocalWarehouseError INVALID_OPTION for somebody else. */
interface LocalCredentials {
    /** The identity's bearer token. */
    token(email: string): string;
    /** A credential configuration of workload identity federation: what `GoogleAuth({ credentials })` takes. */
    configuration(email: string): Record<string, unknown>;
    /** Writes that configuration to a file in the data directory, for `GOOGLE_APPLICATION_CREDENTIALS`; answers its path. */
    file(email: string): string;
}

/** What is kept of a request: no query (a session's upload_id is a secret), no headers, no body. */
interface LoggedRequest {
    /** The method's name, `bigquery.tables.get` say; undefined where no route matched. */
    readonly id: string | undefined;
    readonly method: string;
    readonly path: string;
    /** The status sent, for a gRPC call the HTTP status that stands for its code; 0 where the client got no answer. */
    readonly status: number;
}

interface LocalWarehouseOptions {
    /** Where the data lives; safe to reopen, also after a crash. Without one: a temporary directory that `close()` removes. */
    readonly dir?: string;
    /** Default 0: any free port. A warehouse that is joined keeps the port that it has. */
    readonly port?: number;
    /** Where catalog, policy tags, monitoring and lineage listen. Default 0: any free port. A warehouse that is joined keeps the port that it has. */
    readonly grpcPort?: number;
    /** Default `127.0.0.1`. Without `iam` another address serves everybody who can reach it. */
    readonly host?: string;
    /** Host names, without port, by which clients may call the server besides addresses, `localhost`, names without a dot and `*.internal`. Others are refused: a website could have its own name lead here. */
    readonly allowedHosts?: readonly string[];
    /** Default `bm-local`, or what the directory belongs to. */
    readonly project?: string;
    /** Default `EU`, or what the directory belongs to. */
    readonly location?: string;
    /** Identities and grants. Without it nobody is asked who they are, and everybody may do everything. */
    readonly iam?: IamOptions;
    /** DuckDB's memory limit, `1GB` say. Default: DuckDB's own, 80 % of the machine. */
    readonly memoryLimit?: string;
    /** DuckDB's worker threads. Default: all cores. */
    readonly threads?: number;
    /**
     * How many calls that ask for the catalog entry of a new table or dataset answer NOT_FOUND before it is there: the real catalog hears of a
     * table some time later. Counted per entry and not timed, so that a test is the same every time. Default 0. A warehouse that is joined keeps its own.
     */
    readonly catalogDelay?: number;
    /** Serves the entries, tags and tag templates of Data Catalog, which Google discontinued on June 1, 2026, for organizations that still have them. Default false: such calls are refused with that reason. */
    readonly dataCatalog?: boolean;
    /** Keeps the process alive until `close()`. Default false: a script that forgets to close can end. */
    readonly keepAlive?: boolean;
}
interface LocalWarehouse extends AsyncDisposable {
    /** `http://127.0.0.1:41234`; the `apiEndpoint` of Google's clients. */
    readonly endpoint: string;
    /** `127.0.0.1:41235`: catalog, policy tags, monitoring and lineage, over gRPC without TLS. */
    readonly grpcEndpoint: string;
    readonly project: string;
    readonly location: string;
    readonly dir: string;
    /** The variables that point `pushDataset()` of another process here. */
    readonly env: Record<string, string>;
    /** Exists from the start. */
    readonly stagingBucket: string;
    /** Somebody else serves this directory: `close()` leaves it running, and faults, requests and reset are theirs. */
    readonly joined: boolean;
    /** Scripted failures. @throws LocalWarehouseError JOINED */
    readonly faults: FaultPlan;
    /** What identifies the identities of the option `iam`. @throws LocalWarehouseError JOINED */
    readonly credentials: LocalCredentials;
    /** The latest requests, oldest first. @throws LocalWarehouseError JOINED */
    readonly requests: readonly LoggedRequest[];
    /**
     * Replaces the rows of `dataset.table`, or of the partition in `dataset.table$20210403`, by those of a file or by objects; dataset and table are made where they are not there.
     * Meets no faults, needs no permissions, and is not in `requests`. @throws LocalWarehouseError FIXTURE_FAILED, INVALID_OPTION, JOINED
     */
    loadFixture(table: string, rows: FixtureRows, options?: FixtureOptions): Promise<void>;
    /** All data, faults and logged requests gone, as new. @throws LocalWarehouseError JOINED */
    reset(): Promise<void>;
    close(): Promise<void>;
}
/**
 * Starts a local warehouse, or joins the one that already serves `dir`.
 * @throws LocalWarehouseError where the options, the directory or the port do not allow it.
 */
declare function startLocalWarehouse(options?: LocalWarehouseOptions): Promise<LocalWarehouse>;

type LocalWarehouseErrorCode = 'DIR_IN_USE' | 'DIR_NOT_WRITABLE' | 'DIR_OTHER_WAREHOUSE' | 'FIXTURE_FAILED' | 'INVALID_OPTION' | 'JOINED' | 'PORT_IN_USE' | 'LISTEN_FAILED';
/** A local warehouse that cannot start, or a handle that cannot do what it was asked. The message says what to do. */
declare class LocalWarehouseError extends Error {
    readonly code: LocalWarehouseErrorCode;
    readonly name = "LocalWarehouseError";
    constructor(code: LocalWarehouseErrorCode, message: string, options?: ErrorOptions);
}

export { FaultPlan, LocalWarehouseError, startLocalWarehouse };
export type { Binding, Fault, FaultHandle, FaultTarget, FixtureColumn, FixtureOptions, FixtureRows, IamOptions, IdentityOptions, LocalCredentials, LocalWarehouse, LocalWarehouseErrorCode, LocalWarehouseOptions, LoggedRequest };
