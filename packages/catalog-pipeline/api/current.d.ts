import * as _bm_dwh_push from '@bm/dwh-push';
import { Dataset, PushReceipt, DwhClient, ProgressEvent, PushOptions, PushPlan } from '@bm/dwh-push';
import { z } from 'zod';
export type { CatalogImport };
export { CatalogImportError };
export type { DryRun };
export type { ImportOptions };
export type { ImportPlan };
export type { ImportProgress };
export type { ImportRequest };
export { ImportRequestError };
export type { ImportState };
export type { ImportTask };
export type { Product };
export type { PublishedView };
export type { RawTable };
export type { TeamView };
export { catalogIncRaw };
export { catalogRaw };
export { importCatalog };
export { planImport };
export { planPushes };
export { productCatalog };
export { sampleFiles };
export { samsungWithoutImage };
export { viewQuery };
export { withImage };
interface CatalogImport {
    readonly receipts: readonly PushReceipt[];
    readonly views: readonly PublishedView[];
}
declare class CatalogImportError extends Error {
    readonly state: ImportState;
    readonly name = "CatalogImportError";
    constructor(state: ImportState, cause: unknown);
}
interface DryRun {
    readonly plans: readonly PushPlan[];
    readonly views: readonly string[];
}
interface ImportOptions extends ImportRequest {
    readonly client: DwhClient;
    readonly onProgress?: (progress: ImportProgress) => void;
    readonly signal?: AbortSignal;
    readonly logger?: PushOptions['logger'];
}
interface ImportPlan {
    readonly dataset: string;
    readonly table: 'catalog_raw' | 'catalog_inc_raw';
    readonly tasks: readonly ImportTask[];
}
interface ImportProgress extends ProgressEvent {
    readonly table: string;
    readonly partitionDate?: string;
}
interface ImportRequest {
    readonly source: string;
    readonly date?: string | undefined;
    readonly from?: string | undefined;
    readonly to?: string | undefined;
    readonly dataset?: string | undefined;
}
declare class ImportRequestError extends Error {
    readonly complaints: readonly string[];
    readonly name = "ImportRequestError";
    constructor(complaints: readonly string[]);
}
interface ImportState {
    readonly receipts: readonly PushReceipt[];
    readonly failed?: ImportTask;
    readonly notRun: readonly ImportTask[];
}
interface ImportTask {
    readonly table: string;
    readonly schema: Dataset;
    readonly partitionDate?: string;
}
type Product = z.infer<typeof productCatalog>;
interface PublishedView {
    readonly view: string;
    readonly outcome: 'created' | 'updated' | 'unchanged';
}
interface RawTable {
    readonly project: string;
    readonly dataset: string;
    readonly table: 'catalog_raw' | 'catalog_inc_raw';
}
interface TeamView {
    readonly team: string;
    readonly suffix: string;
    readonly description: string;
    readonly rows: string;
}
declare const catalogIncRaw: _bm_dwh_push.Dataset<z.ZodObject<{
    brand: z.ZodNullable<z.ZodString>;
    category_id: z.ZodNullable<z.ZodInt>;
    comment: z.ZodNullable<z.ZodString>;
    currency: z.ZodNullable<z.ZodString>;
    description: z.ZodNullable<z.ZodString>;
    image: z.ZodNullable<z.ZodString>;
    year_release: z.ZodNullable<z.ZodInt>;
}, z.core.$strip>>;
declare const catalogRaw: _bm_dwh_push.Dataset<z.ZodObject<{
    brand: z.ZodNullable<z.ZodString>;
    category_id: z.ZodNullable<z.ZodInt>;
    comment: z.ZodNullable<z.ZodString>;
    currency: z.ZodNullable<z.ZodString>;
    description: z.ZodNullable<z.ZodString>;
    image: z.ZodNullable<z.ZodString>;
    year_release: z.ZodNullable<z.ZodInt>;
}, z.core.$strip>>;
declare function importCatalog(options: ImportOptions): Promise<CatalogImport>;
declare function planImport(request: ImportRequest): ImportPlan;
declare function planPushes({ client, signal, ...request }: ImportRequest & {
    readonly client: DwhClient;
    readonly signal?: AbortSignal;
}): Promise<DryRun>;
declare const productCatalog: z.ZodObject<{
    brand: z.ZodNullable<z.ZodString>;
    category_id: z.ZodNullable<z.ZodInt>;
    comment: z.ZodNullable<z.ZodString>;
    currency: z.ZodNullable<z.ZodString>;
    description: z.ZodNullable<z.ZodString>;
    image: z.ZodNullable<z.ZodString>;
    year_release: z.ZodNullable<z.ZodInt>;
}, z.core.$strip>;
declare function sampleFiles(): ReadonlyMap<string, string>;
declare const samsungWithoutImage: TeamView;
declare function viewQuery({ rows }: TeamView, { project, dataset, table }: RawTable): string;
declare const withImage: TeamView;
// The command line and the environment, which no declaration has.
declare const COMMANDS: {
    readonly "catalog-pipeline": "--dataset" | "--date" | "--dry-run" | "--from" | "--help" | "--source" | "--target" | "--to" | "--version" | "import";
};
declare const VARIABLES: "DWH_LOCAL_DIR";
