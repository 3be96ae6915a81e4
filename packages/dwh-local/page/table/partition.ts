/** One partition with what INFORMATION_SCHEMA tells of it. */
export interface Partition {
  /** `20210403`, `__NULL__`, ... */
  readonly id: string;
  readonly rows: bigint;
}
