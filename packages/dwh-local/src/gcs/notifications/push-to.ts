import type { MessageReceiver } from './event-hub.js';

const PATIENCE_MS = 10_000;
const TAKEN = new Set([102, 200, 201, 202, 204]);

/** A receiver that posts messages as Pub/Sub's push subscriptions do. */
export function pushTo(url: string, topic: string): MessageReceiver {
  const subscription = `${topic.replace('/topics/', '/subscriptions/')}-push`;
  return async (message) => {
    const { messageId, publishTime } = message;
    const body = JSON.stringify({ message: { ...message, message_id: messageId, publish_time: publishTime }, subscription });
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body, signal: AbortSignal.timeout(PATIENCE_MS), redirect: 'error' });
    await response.body?.cancel();
    if (!TAKEN.has(response.status)) throw new Error(`The push endpoint answered ${response.status}.`);
  };
}
