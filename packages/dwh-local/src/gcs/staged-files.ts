/** An object that a load job reads, as a file on disk. */
export interface StagedFile {
  readonly uri: string;
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  readonly contentType?: string;
  readonly contentEncoding?: string;
  readonly generation: string;
}

export interface StagedFiles {
  /**
   * The objects that `gs://bucket/object` names, with at most one `*` after the bucket, sorted by name. Their bytes stay until `release`,
   * also when the objects are deleted or overwritten meanwhile.
   * @throws ApiError 404 notFound where nothing is there, 400 invalid for a URI that BigQuery does not take.
   */
  resolve(uri: string): Promise<{ readonly files: readonly StagedFile[]; release(): void }>;
}
