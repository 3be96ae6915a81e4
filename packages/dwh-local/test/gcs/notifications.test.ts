import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

import { Storage } from '@google-cloud/storage';
import { PassThroughClient } from 'google-auth-library';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { startLocalWarehouse, type LocalWarehouse, type PubSubMessage } from '@bm/dwh-local';

let warehouse: LocalWarehouse;
let storage: Storage;

beforeAll(async () => {
  warehouse = await startLocalWarehouse();
  storage = new Storage({ projectId: warehouse.project, apiEndpoint: warehouse.endpoint, authClient: new PassThroughClient(), retryOptions: { autoRetry: false } });
});
afterAll(() => warehouse.close());

const topic = () => `projects/${warehouse.project}/topics/uploads`;
const save = (bucket: string, name: string, options = {}) => storage.bucket(bucket).file(name).save(name, { resumable: false, ...options });

it('are configured through the real client', async () => {
  const [bucket] = await storage.createBucket('configured');
  const [made] = await bucket.createNotification(topic(), { eventTypes: ['OBJECT_FINALIZE'], objectNamePrefix: 'in/', customAttributes: { team: 'shop' }, payloadFormat: 'JSON_API_V1' });
  const [metadata] = (await made.getMetadata()) as unknown as [object];
  expect(metadata).toMatchObject({ kind: 'storage#notification', id: '1', topic: `//pubsub.googleapis.com/${topic()}`, event_types: ['OBJECT_FINALIZE'], object_name_prefix: 'in/', custom_attributes: { team: 'shop' }, payload_format: 'JSON_API_V1' });
  expect((await bucket.getNotifications())[0].map((one) => one.id)).toEqual(['1']);
  await made.delete();
  expect(await made.exists()).toEqual([false]);
  const refused = await fetch(`${warehouse.endpoint}/storage/v1/b/configured/notificationConfigs`, { method: 'POST', body: JSON.stringify({ topic: 'uploads', payload_format: 'NONE' }) });
  expect(await refused.json()).toMatchObject({ error: { code: 400, message: expect.stringContaining('projects/*/topics/*') } });
});

it('tell a subscriber of a topic what happens to objects, in order', async () => {
  const [bucket] = await storage.createBucket('observed');
  await bucket.createNotification(topic(), { objectNamePrefix: 'in/' });
  const messages: PubSubMessage[] = [];
  const end = warehouse.subscribe('uploads', (message) => messages.push(message));
  await save('observed', 'elsewhere');
  await save('observed', 'in/a', { contentType: 'text/csv' });
  await save('observed', 'in/a');
  await bucket.file('in/a').setMetadata({ contentType: 'text/plain' });
  await bucket.file('in/a').delete();
  await warehouse.delivered();
  end();
  await save('observed', 'in/late');
  expect(messages.map(({ attributes }) => `${attributes['eventType']} ${attributes['objectId']}`)).toEqual(['OBJECT_FINALIZE in/a', 'OBJECT_DELETE in/a', 'OBJECT_FINALIZE in/a', 'OBJECT_METADATA_UPDATE in/a', 'OBJECT_DELETE in/a']);
  const [first, replaced, second] = messages;
  expect(first?.attributes).toMatchObject({ bucketId: 'observed', payloadFormat: 'JSON_API_V1', notificationConfig: 'projects/_/buckets/observed/notificationConfigs/1' });
  expect(JSON.parse(Buffer.from(first?.data ?? '', 'base64').toString())).toMatchObject({ kind: 'storage#object', bucket: 'observed', name: 'in/a', contentType: 'text/csv', size: '4' });
  expect(replaced?.attributes['overwrittenByGeneration']).toBe(second?.attributes['objectGeneration']);
  expect(second?.attributes['overwroteGeneration']).toBe(first?.attributes['objectGeneration']);
});

it('push to an HTTP endpoint, again where it fails', async () => {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      bodies.push(body);
      response.writeHead(bodies.length === 1 ? 503 : 204).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const [bucket] = await storage.createBucket('pushed');
  await bucket.createNotification(`projects/${warehouse.project}/topics/pushed`, { eventTypes: ['OBJECT_FINALIZE'], payloadFormat: 'NONE' });
  const end = warehouse.subscribe('pushed', `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await save('pushed', 'a');
  await warehouse.delivered();
  end();
  server.close();
  expect(bodies).toHaveLength(2);
  const [first, again] = bodies.map((body) => JSON.parse(body) as { message: PubSubMessage; subscription: string });
  expect(again).toEqual(first);
  expect(first).toMatchObject({ subscription: `projects/${warehouse.project}/subscriptions/pushed-push`, message: { data: '', attributes: { eventType: 'OBJECT_FINALIZE', objectId: 'a' } } });
});

it('tell a listener of new objects without any configuration, by whatever way they come', async () => {
  const seen: string[] = [];
  const end = warehouse.onObjectFinalized(({ bucket, name, size }) => seen.push(`${bucket}/${name} ${size}`), { bucket: 'listened', prefix: 'in/' });
  const [bucket] = await storage.createBucket('listened');
  await save('listened', 'in/a');
  await storage.bucket('listened').file('in/resumable').save('0123456789', { resumable: true });
  await bucket.file('in/a').copy(bucket.file('in/copy'));
  await bucket.combine([bucket.file('in/a'), bucket.file('in/copy')], bucket.file('in/both'));
  await bucket.file('in/a').copy(bucket.file('out/copy'));
  await warehouse.delivered();
  end();
  expect(seen).toEqual(['listened/in/a 4', 'listened/in/resumable 10', 'listened/in/copy 4', 'listened/in/both 8']);
});
