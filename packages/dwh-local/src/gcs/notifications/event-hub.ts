import { setTimeout as delay } from 'node:timers/promises';

import type { ObjectEvent } from '../object-event.js';
import { pushTo } from './push-to.js';
import type { PubSubMessage } from './pubsub-message.js';

/** Gets the messages of a topic, one after the other; one that it fails to take comes again. */
export type MessageReceiver = (message: PubSubMessage) => unknown;

/** An object as the JSON API describes it. */
export interface FinalizedObject extends Readonly<Record<string, unknown>> {
  readonly bucket: string;
  readonly name: string;
  readonly generation: string;
  readonly size: string;
}

/** Is told of an object that is there. One that throws is told again, a few times. */
export type ObjectListener = (object: FinalizedObject) => unknown;

/** Which objects are told of; all unless it says otherwise. */
export interface ObjectFilter {
  readonly bucket?: string;
  /** Of the object's name. */
  readonly prefix?: string;
}

interface Subscription {
  readonly takes: (topic: string | undefined, event: ObjectEvent) => boolean;
  readonly deliver: (message: PubSubMessage | undefined, resource: FinalizedObject) => unknown;
  /** What is still to be delivered, in order. */
  queue: Promise<void>;
  ended: boolean;
}

const ATTEMPTS = 8;
const FIRST_PAUSE_MS = 50;

/** Who is told of objects: subscribers of topics, by functions or by HTTP, and listeners. Deliveries are in order, and again where one fails. */
export class EventHub {
  readonly #subscriptions = new Set<Subscription>();
  readonly #onFailure: (error: unknown) => void;

  constructor(onFailure: (error: unknown) => void) {
    this.#onFailure = onFailure;
  }

  /** @param topic - `projects/p/topics/t` */
  subscribe(topic: string, receiver: MessageReceiver | string): () => void {
    const receive = typeof receiver === 'string' ? pushTo(receiver, topic) : receiver;
    return this.#add((published) => published === topic, (message) => (message === undefined ? undefined : receive(message)));
  }

  onObjectFinalized(listener: ObjectListener, { bucket, prefix = '' }: ObjectFilter): () => void {
    const takes: Subscription['takes'] = (topic, { type, object }) => topic === undefined && type === 'OBJECT_FINALIZE' && (bucket ?? object.bucket) === object.bucket && object.name.startsWith(prefix);
    return this.#add(takes, (_message, resource) => listener(resource));
  }

  /** An event, and with a topic the message that a configuration makes of it. */
  tell(event: ObjectEvent, resource: FinalizedObject, topic?: string, message?: PubSubMessage): void {
    for (const subscription of this.#subscriptions) {
      if (subscription.takes(topic, event)) subscription.queue = subscription.queue.then(() => this.#deliver(subscription, message, resource));
    }
  }

  /** Resolves once everything told so far has been taken, or given up. */
  async settled(): Promise<void> {
    await Promise.all([...this.#subscriptions].map((subscription) => subscription.queue));
  }

  close(): void {
    for (const subscription of this.#subscriptions) subscription.ended = true;
    this.#subscriptions.clear();
  }

  #add(takes: Subscription['takes'], deliver: Subscription['deliver']): () => void {
    const subscription: Subscription = { takes, deliver, queue: Promise.resolve(), ended: false };
    this.#subscriptions.add(subscription);
    return () => {
      subscription.ended = true;
      this.#subscriptions.delete(subscription);
    };
  }

  async #deliver(subscription: Subscription, message: PubSubMessage | undefined, resource: FinalizedObject): Promise<void> {
    for (let attempt = 1; !subscription.ended; attempt += 1) {
      try {
        await subscription.deliver(message, resource);
        return;
      } catch (error) {
        if (attempt === ATTEMPTS) return this.#onFailure(error);
        await delay(FIRST_PAUSE_MS * 2 ** (attempt - 1), undefined, { ref: false });
      }
    }
  }
}
