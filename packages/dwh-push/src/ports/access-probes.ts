/** What a probe found of the permissions that it asked for; what is in neither list is granted. */
export interface Probed {
  readonly missing: readonly string[];
  readonly unknown: readonly UnknownAccess[];
}

/** Permissions of which nothing can be said. */
export interface UnknownAccess {
  readonly permissions: readonly string[];
  readonly why: string;
  /** A push would fail for it, or nobody can tell: what has to be there is not, or no service answered. Otherwise there is nothing yet that could be asked about. */
  readonly blocking: boolean;
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
