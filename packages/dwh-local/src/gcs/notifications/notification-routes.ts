import { createHash } from 'node:crypto';

import type { Route } from '../../http/exchange.js';
import { bucketIn, needs } from '../../iam/route-access.js';
import type { StorageService } from '../storage-service.js';
import type { NotificationConfig } from './notification-config.js';

const PATH = '/storage/v1/b/:bucket/notificationConfigs';

export function notificationRoutes({ buckets, notifications }: StorageService): Route[] {
  return [
    {
      method: 'POST',
      path: PATH,
      id: 'storage.notifications.insert',
      access: needs('storage.buckets.update', bucketIn),
      handler: async (call) => {
        const { name } = await buckets.get(call.params['bucket'] ?? '');
        return { status: 200, json: resource(await notifications.insert(name, await call.json()), call.origin) };
      },
    },
    {
      method: 'GET',
      path: PATH,
      id: 'storage.notifications.list',
      access: needs('storage.buckets.get', bucketIn),
      handler: async (call) => {
        const { name } = await buckets.get(call.params['bucket'] ?? '');
        const items = notifications.of(name).map((config) => resource(config, call.origin));
        return { status: 200, json: { kind: 'storage#notifications', ...(items.length === 0 ? {} : { items }) } };
      },
    },
    {
      method: 'GET',
      path: `${PATH}/:notification`,
      id: 'storage.notifications.get',
      access: needs('storage.buckets.get', bucketIn),
      handler: async (call) => {
        const { name } = await buckets.get(call.params['bucket'] ?? '');
        return { status: 200, json: resource(notifications.get(name, call.params['notification'] ?? ''), call.origin) };
      },
    },
    {
      method: 'DELETE',
      path: `${PATH}/:notification`,
      id: 'storage.notifications.delete',
      access: needs('storage.buckets.update', bucketIn),
      handler: async (call) => {
        const { name } = await buckets.get(call.params['bucket'] ?? '');
        await notifications.delete(name, call.params['notification'] ?? '');
        return { status: 204 };
      },
    },
  ];
}

function resource(config: NotificationConfig, origin: string): Record<string, unknown> {
  const { bucket, ...fields } = config;
  const etag = createHash('md5').update(JSON.stringify(config)).digest('hex').slice(0, 8);
  return { kind: 'storage#notification', selfLink: `${origin}/storage/v1/b/${bucket}/notificationConfigs/${config.id}`, etag, ...fields };
}
