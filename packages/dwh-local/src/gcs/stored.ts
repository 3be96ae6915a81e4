import type { LifecycleRule } from './lifecycle/lifecycle-rule.js';

/** A key's value, for finding objects by it. */
export interface StoredContext {
  readonly value: string;
  readonly createTime?: string;
  readonly updateTime?: string;
}

/** The object's own description as clients write it; null in a patch removes a field. */
export interface ObjectMetadata {
  readonly contentType?: string;
  readonly contentEncoding?: string;
  readonly contentDisposition?: string;
  readonly contentLanguage?: string;
  readonly cacheControl?: string;
  readonly customTime?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly contexts?: { readonly custom: Readonly<Record<string, StoredContext>> };
}

/** An object as it is kept: everything of its resource that does not follow from where the server listens. */
export interface StoredObject extends ObjectMetadata {
  readonly bucket: string;
  readonly name: string;
  readonly generation: string;
  readonly metageneration: string;
  readonly size: string;
  readonly crc32c: string;
  /** A composed object has none. */
  readonly md5Hash?: string;
  readonly componentCount?: number;
  /** STANDARD where it is absent. */
  readonly storageClass?: string;
  readonly timeCreated: string;
  readonly timeStorageClassUpdated?: string;
  readonly updated: string;
  /** Since when it is not the live generation. */
  readonly timeDeleted?: string;
  /** Since when it is soft-deleted, and when its bytes go. */
  readonly softDeleteTime?: string;
  readonly hardDeleteTime?: string;
  /** The blob with the bytes; internal. */
  readonly blob: string;
}

export interface StoredBucket {
  readonly name: string;
  readonly project: string;
  readonly location: string;
  readonly storageClass: string;
  readonly metageneration: string;
  readonly timeCreated: string;
  readonly updated: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly lifecycle?: { readonly rule: readonly LifecycleRule[] };
  readonly versioning?: { readonly enabled: boolean };
  readonly softDeletePolicy?: { readonly retentionDurationSeconds: string; readonly effectiveTime?: string };
  readonly customPlacementConfig?: { readonly dataLocations: readonly string[] };
  readonly iamConfiguration: object;
}
