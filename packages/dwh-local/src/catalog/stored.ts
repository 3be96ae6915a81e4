import type { JsonObject } from '../grpc/struct.js';
import type { Timestamp } from '../grpc/timestamp.js';
import { ResourceTable } from '../resources/resource-table.js';
import type { MetadataTemplate } from './metadata-template.js';

/** What aspect types, entry groups and entry types have in common. Times in milliseconds since 1970. */
export interface StoredType {
  readonly name: string;
  readonly uid: string;
  readonly etag: string;
  readonly created: number;
  readonly updated: number;
  readonly description: string;
  readonly displayName: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface StoredAspectType extends StoredType {
  readonly metadataTemplate: MetadataTemplate;
}

export interface StoredEntryType extends StoredType {
  readonly typeAliases: readonly string[];
  readonly platform: string;
  readonly system: string;
  /** Names of aspect types. */
  readonly requiredAspects: readonly { readonly type: string }[];
}

export interface StoredAspect {
  /** The aspect type's resource name. */
  readonly type: string;
  /** Empty where the aspect is on the entry itself. */
  readonly path: string;
  readonly data: JsonObject;
  readonly created: number;
  readonly updated: number;
  readonly aspectSource?: { readonly createTime: Timestamp | null; readonly updateTime: Timestamp | null; readonly dataVersion: string };
}

/** An entry that somebody created. Aspects by their canonical keys. */
export interface StoredEntry {
  readonly name: string;
  readonly entryType: string;
  readonly created: number;
  readonly updated: number;
  readonly aspects: Readonly<Record<string, StoredAspect>>;
  readonly parentEntry: string;
  readonly fullyQualifiedName: string;
  readonly entrySource: object | null;
}

/** What was attached to an entry that the warehouse makes by itself. */
export interface StoredAttachments {
  readonly name: string;
  /** When the table or dataset was created: what is made anew under the same name has no aspects. */
  readonly subject: number;
  readonly updated: number;
  readonly aspects: Readonly<Record<string, StoredAspect>>;
}

export const aspectTypes = new ResourceTable<StoredAspectType>('dataplex.aspectType');
export const entryTypes = new ResourceTable<StoredEntryType>('dataplex.entryType');
export const entryGroups = new ResourceTable<StoredType>('dataplex.entryGroup');
export const entries = new ResourceTable<StoredEntry>('dataplex.entry');
export const attachments = new ResourceTable<StoredAttachments>('dataplex.attachments');
