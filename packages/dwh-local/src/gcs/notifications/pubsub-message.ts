import type { ObjectEvent } from '../object-event.js';
import type { NotificationConfig } from './notification-config.js';

/** What a subscriber of Pub/Sub gets, as in the body of a push. */
export interface PubSubMessage {
  readonly attributes: Readonly<Record<string, string>>;
  /** Base64: the object's resource as JSON, or nothing where the configuration says `NONE`. */
  readonly data: string;
  readonly messageId: string;
  /** RFC 3339. */
  readonly publishTime: string;
}

/** https://docs.cloud.google.com/storage/docs/pubsub-notifications#attributes */
export function pubSubMessage(config: NotificationConfig, event: ObjectEvent, resource: Record<string, unknown>, messageId: string): PubSubMessage {
  const { type, object, time, overwrote, overwrittenBy } = event;
  return {
    attributes: {
      ...config.custom_attributes,
      notificationConfig: `projects/_/buckets/${config.bucket}/notificationConfigs/${config.id}`,
      eventType: type,
      payloadFormat: config.payload_format,
      bucketId: object.bucket,
      objectId: object.name,
      objectGeneration: object.generation,
      eventTime: time,
      ...(overwrote === undefined ? {} : { overwroteGeneration: overwrote }),
      ...(overwrittenBy === undefined ? {} : { overwrittenByGeneration: overwrittenBy }),
    },
    data: config.payload_format === 'NONE' ? '' : Buffer.from(JSON.stringify(resource)).toString('base64'),
    messageId,
    publishTime: new Date().toISOString(),
  };
}
