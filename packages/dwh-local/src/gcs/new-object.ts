import type { ObjectMetadata, StoredObject } from './stored.js';

/** New content for a name: bytes that are stored already, under a blob that no row names yet. */
export interface NewObject {
  readonly bucket: string;
  readonly name: string;
  readonly metadata: ObjectMetadata;
  readonly blob: string;
  /** In bytes. */
  readonly size: number;
  readonly crc32c: string;
  readonly md5Hash?: string;
  readonly componentCount?: number;
  /** The bucket's where it is absent. */
  readonly storageClass?: string;
  /** Objects of the same bucket that it takes the place of, gone with the same commit. */
  readonly consumed?: readonly ConsumedObject[];
}

export interface ConsumedObject {
  readonly object: StoredObject;
  /** Versioning does not keep it. */
  readonly forGood: boolean;
}

export interface PinnedObject {
  readonly object: StoredObject;
  readonly release: () => void;
}
