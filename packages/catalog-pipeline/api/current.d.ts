import * as _bm_dwh_push from '@bm/dwh-push';
import { Dataset, PushReceipt, DwhClient, ProgressEvent, PushOptions, PushPlan } from '@bm/dwh-push';
import { z } from 'zod';

/** What to import, as a caller writes it. Without `date` and without a range the whole table is replaced. */
interface ImportRequest {
    /** Path or http(s) URL of a CSV file. `{date}` (2021-04-03) and `{yyyymmdd}` (20210403) stand for the day. */
    readonly source: string;
    /** One day, `YYYY-MM-DD`: its partition is replaced. */
    readonly date?: string | undefined;
    /** First day of a range, `YYYY-MM-DD`. */
    readonly from?: string | undefined;
    /** Last day of a range, included. */
    readonly to?: string | undefined;
    /** The dataset of the raw tables. Default: `backmarket`. */
    readonly dataset?: string | undefined;
}
/** One push: a whole table, or one day of it. */
interface ImportTask {
    /** `dataset.table`. */
    readonly table: string;
    readonly schema: Dataset;
    readonly partitionDate?: string;
}
interface ImportPlan {
    readonly dataset: string;
    /** The table's name without its dataset. */
    readonly table: 'catalog_raw' | 'catalog_inc_raw';
    /** In the order in which they run: the earliest day first. */
    readonly tasks: readonly ImportTask[];
}
/** A request that cannot be right; all that is wrong with it is in `complaints`. */
declare class ImportRequestError extends Error {
    readonly complaints: readonly string[];
    readonly name = "ImportRequestError";
    constructor(complaints: readonly string[]);
}
/**
 * What an import will do; changes nothing.
 *
 * @throws ImportRequestError
 */
declare function planImport(request: ImportRequest): ImportPlan;

/** How far an import came before it stopped. */
interface ImportState {
    /** Of the tasks that are done, in order. Repeating them is safe and ends in the same state. */
    readonly receipts: readonly PushReceipt[];
    /** The task that failed; absent where all rows are in place and only the views could not be published. */
    readonly failed?: ImportTask;
    /** The tasks that were not begun. */
    readonly notRun: readonly ImportTask[];
}
/** An import that stopped. `cause` is why, as a rule a `DwhPushError`; what was done before stays done. */
declare class CatalogImportError extends Error {
    readonly state: ImportState;
    readonly name = "CatalogImportError";
    constructor(state: ImportState, cause: unknown);
}

/** What one team sees of the catalog. */
interface TeamView {
    /** The team's own dataset. */
    readonly team: string;
    /** Follows the raw table's name in the name of the view: `team_a.catalog_raw` + `_with_image`. */
    readonly suffix: string;
    readonly description: string;
    /** Which rows the team sees: a condition in GoogleSQL over the catalog's columns. */
    readonly rows: string;
}

interface RawTable {
    readonly project: string;
    readonly dataset: string;
    readonly table: 'catalog_raw' | 'catalog_inc_raw';
}
/**
 * The GoogleSQL of a team's view over a raw table. The columns are named one by one, so that a column that the raw table gains later
 * does not reach a team unseen. Over the daily table the view also has `partition_date`, so that a team can ask for one day,
 * and pays for that day only.
 */
declare function viewQuery({ rows }: TeamView, { project, dataset, table }: RawTable): string;

interface PublishedView {
    /** `dataset.view`. */
    readonly view: string;
    readonly outcome: 'created' | 'updated' | 'unchanged';
}

/** How far the push of one table or one day is. */
interface ImportProgress extends ProgressEvent {
    /** `dataset.table`. */
    readonly table: string;
    readonly partitionDate?: string;
}
interface ImportOptions extends ImportRequest {
    readonly client: DwhClient;
    /** Called as the import goes on, often; the step `report` comes once per table or day, when it is done. */
    readonly onProgress?: (progress: ImportProgress) => void;
    readonly signal?: AbortSignal;
    /** Where the log line of each push goes. Default: that of `@bm/dwh-push`. */
    readonly logger?: PushOptions['logger'];
}
interface CatalogImport {
    /** One per table or day, in the order in which they ran. */
    readonly receipts: readonly PushReceipt[];
    readonly views: readonly PublishedView[];
}
/**
 * Imports the product catalog and publishes both teams' views over it: the whole of `catalog_raw`, or one or more days of `catalog_inc_raw`,
 * the earliest first. A day that fails stops the range; the days before it stay, and the same call again is safe.
 *
 * @throws ImportRequestError before anything is done, where the request cannot be right.
 * @throws CatalogImportError where a push or a view failed; it says what is done.
 */
declare function importCatalog(options: ImportOptions): Promise<CatalogImport>;

interface DryRun {
    /** One per table or day, in the order in which they would run. Each says what is there now: the first push of a table makes it for the days after it. */
    readonly plans: readonly PushPlan[];
    /** The views that would be created or updated after them. */
    readonly views: readonly string[];
}
/**
 * What `importCatalog` would do with the same request; changes nothing.
 *
 * @throws ImportRequestError; DwhPushError where it cannot be told, or the signal is aborted
 */
declare function planPushes({ client, signal, ...request }: ImportRequest & {
    readonly client: DwhClient;
    readonly signal?: AbortSignal;
}): Promise<DryRun>;

/**
 * The columns of the catalog's export. All may be empty: the raw tables take the file as it is, and what a team needs to hold
 * (a brand, an image) is the business of its view.
 */
declare const productCatalog: z.ZodObject<{
    brand: z.ZodNullable<z.ZodString>;
    category_id: z.ZodNullable<z.ZodInt>;
    comment: z.ZodNullable<z.ZodString>;
    currency: z.ZodNullable<z.ZodString>;
    description: z.ZodNullable<z.ZodString>;
    image: z.ZodNullable<z.ZodString>;
    year_release: z.ZodNullable<z.ZodInt>;
}, z.core.$strip>;
/** One row of the catalog. */
type Product = z.infer<typeof productCatalog>;
/** `catalog_raw`, the whole catalog: every import replaces all of it. */
declare const catalogRaw: _bm_dwh_push.Dataset<z.ZodObject<{
    brand: z.ZodNullable<z.ZodString>;
    category_id: z.ZodNullable<z.ZodInt>;
    comment: z.ZodNullable<z.ZodString>;
    currency: z.ZodNullable<z.ZodString>;
    description: z.ZodNullable<z.ZodString>;
    image: z.ZodNullable<z.ZodString>;
    year_release: z.ZodNullable<z.ZodInt>;
}, z.core.$strip>>;
/** `catalog_inc_raw`, the catalog's daily exports: every import replaces the partition of its day. */
declare const catalogIncRaw: _bm_dwh_push.Dataset<z.ZodObject<{
    brand: z.ZodNullable<z.ZodString>;
    category_id: z.ZodNullable<z.ZodInt>;
    comment: z.ZodNullable<z.ZodString>;
    currency: z.ZodNullable<z.ZodString>;
    description: z.ZodNullable<z.ZodString>;
    image: z.ZodNullable<z.ZodString>;
    year_release: z.ZodNullable<z.ZodInt>;
}, z.core.$strip>>;

/** The bundled sample data: file name to content. Every call gives the same bytes. */
declare function sampleFiles(): ReadonlyMap<string, string>;

/** Team B asks Samsung for the pictures that are missing, of products released after 2000. */
declare const samsungWithoutImage: TeamView;

/** Team A works with pictures. */
declare const withImage: TeamView;

export { CatalogImportError, ImportRequestError, catalogIncRaw, catalogRaw, importCatalog, planImport, planPushes, productCatalog, sampleFiles, samsungWithoutImage, viewQuery, withImage };
export type { CatalogImport, DryRun, ImportOptions, ImportPlan, ImportProgress, ImportRequest, ImportState, ImportTask, Product, PublishedView, RawTable, TeamView };
