import type { StoredObject } from './stored.js';

export const EVENT_TYPES = ['OBJECT_FINALIZE', 'OBJECT_METADATA_UPDATE', 'OBJECT_DELETE', 'OBJECT_ARCHIVE'] as const;

export type EventType = (typeof EVENT_TYPES)[number];

/** What happened to an object, told once it is committed. https://docs.cloud.google.com/storage/docs/pubsub-notifications#events */
export interface ObjectEvent {
  readonly type: EventType;
  readonly object: StoredObject;
  /** RFC 3339. */
  readonly time: string;
  /** The generation that this one replaced. */
  readonly overwrote?: string;
  /** The generation that replaced this one. */
  readonly overwrittenBy?: string;
}

export type EventListener = (event: ObjectEvent) => void;
