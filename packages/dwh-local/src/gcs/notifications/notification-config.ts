import { ApiError } from '../../http/api-error.js';
import { EVENT_TYPES, type EventType, type ObjectEvent } from '../object-event.js';
import { invalid, required } from '../refusals.js';

/** Which events of a bucket are published, and where. The names are those of the service. */
export interface NotificationConfig {
  readonly bucket: string;
  readonly id: string;
  /** `//pubsub.googleapis.com/projects/p/topics/t` */
  readonly topic: string;
  readonly payload_format: 'JSON_API_V1' | 'NONE';
  readonly event_types?: readonly EventType[];
  readonly object_name_prefix?: string;
  readonly custom_attributes?: Readonly<Record<string, string>>;
}

/** The fields that SUPPORTED.md lists. */
export const NOTIFICATION_FIELDS = ['topic', 'payload_format', 'event_types', 'object_name_prefix', 'custom_attributes'];

/** @throws ApiError 400 */
export function notificationConfig(sent: Readonly<Record<string, unknown>>, bucket: string, id: string): NotificationConfig {
  const { topic, payload_format: format, event_types: types, object_name_prefix: prefix, custom_attributes: attributes } = sent;
  if (topic === undefined || topic === null || topic === '') throw required('topic');
  const named = /^(?:\/\/pubsub\.googleapis\.com\/)?(projects\/[^/]+\/topics\/[A-Za-z][\w.~+%-]{2,254})$/.exec(String(topic))?.[1];
  if (named === undefined) throw invalid(`Invalid Google Cloud Pub/Sub topic. It should look like '//pubsub.googleapis.com/projects/*/topics/*'.`);
  if (format === undefined || format === null) throw required('payload_format');
  if (format !== 'JSON_API_V1' && format !== 'NONE') throw invalid('Invalid value for payload_format.');
  const events = listOf(types);
  if (!events.every((type): type is EventType => EVENT_TYPES.some((known) => known === type))) throw invalid('Invalid value for event_types.');
  if (prefix !== undefined && prefix !== null && typeof prefix !== 'string') throw invalid('Invalid value for object_name_prefix.');
  const extra = attributes ?? {};
  if (typeof extra !== 'object' || Object.keys(extra).length > 5 || !Object.values(extra).every((value) => typeof value === 'string')) throw invalid('custom_attributes has at most 5 texts.');
  return {
    bucket,
    id,
    topic: `//pubsub.googleapis.com/${named}`,
    payload_format: format,
    ...(events.length === 0 ? {} : { event_types: events }),
    ...(prefix === undefined || prefix === null || prefix === '' ? {} : { object_name_prefix: prefix }),
    ...(Object.keys(extra).length === 0 ? {} : { custom_attributes: extra as Record<string, string> }),
  };
}

export function wants({ event_types, object_name_prefix = '' }: NotificationConfig, { type, object }: ObjectEvent): boolean {
  return (event_types?.includes(type) ?? true) && object.name.startsWith(object_name_prefix);
}

export const noSuchNotification = (id: string) => new ApiError(404, 'notFound', `The notification configuration ${JSON.stringify(id)} does not exist.`);

function listOf(sent: unknown): unknown[] {
  if (sent === undefined || sent === null) return [];
  if (!Array.isArray(sent)) throw invalid('Invalid value for event_types.');
  return sent;
}
