import type { ChecksumClaims } from '../checksum-claims.js';
import type { Preconditions } from '../preconditions.js';
import type { ObjectMetadata, StoredObject } from '../stored.js';

/** An upload that may take many requests, and survives a restart. Its id is a bearer secret. */
export interface UploadSession {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly bucket: string;
  readonly name: string;
  readonly metadata: ObjectMetadata;
  /** The bucket's where it is absent. */
  readonly storageClass?: string;
  readonly claims: ChecksumClaims;
  readonly conditions: Preconditions;
  /** The size that the initiation announced, in bytes. */
  readonly announced?: number;
  /** Who started it, where they may create the object but not replace one. */
  readonly creator?: string;
  readonly outcome: UploadOutcome;
}

export type UploadOutcome =
  | { readonly state: 'open' }
  | { readonly state: 'done'; readonly object: StoredObject }
  | { readonly state: 'cancelled' }
  | { readonly state: 'failed'; readonly status: number; readonly reason: string; readonly message: string; /** Worded as text. */ readonly plain?: true };

export const SESSION_LIFE_MS = 7 * 24 * 3_600_000;
