import { randomInt } from 'node:crypto';

import { objectResource } from '../object-resource.js';
import type { EventListener } from '../object-event.js';
import type { EventHub, FinalizedObject } from './event-hub.js';
import type { NotificationConfigs } from './notification-configs.js';
import { pubSubMessage } from './pubsub-message.js';

/** Tells the hub of every event, and publishes it as the buckets' configurations want it. */
export function publishEvents(hub: EventHub, configs: NotificationConfigs, origin: () => string): EventListener {
  return (event) => {
    const resource = objectResource(event.object, origin()) as FinalizedObject;
    hub.tell(event, resource);
    for (const config of configs.wanting(event)) {
      const topic = config.topic.replace('//pubsub.googleapis.com/', '');
      hub.tell(event, resource, topic, pubSubMessage(config, event, resource, String(randomInt(1e12, 2 ** 47))));
    }
  };
}
