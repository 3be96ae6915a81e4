/** What a probe found: the permissions that are missing, or why it could not tell. */
export interface Probed {
  readonly missing: readonly string[];
  readonly unknown?: string;
}

/** Cheap calls that change nothing and show whether something would be allowed. They never throw. */
export interface AccessProbes {
  /** By a dry run. */
  jobs(): Promise<Probed>;
  dataset(dataset: { readonly project: string; readonly dataset: string }, permissions: readonly string[]): Promise<Probed>;
  bucket(bucket: string, permissions: readonly string[]): Promise<Probed>;
  /** Objects below a prefix. @param whole - whether they are read and removed too, not only created */
  objects(bucket: string, prefix: string, whole: boolean): Promise<Probed>;
  metrics(): Promise<Probed>;
  lineage(): Promise<Probed>;
  entries(dataset: { readonly project: string; readonly dataset: string }): Promise<Probed>;
  aspects(dataset: { readonly project: string; readonly dataset: string }): Promise<Probed>;
  templates(dataset: { readonly project: string; readonly dataset: string }): Promise<Probed>;
  tags(taxonomy: string): Promise<Probed>;
}
