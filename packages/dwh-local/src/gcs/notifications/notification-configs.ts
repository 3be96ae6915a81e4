import { rows, type Engine } from '../../engine/engine.js';
import type { ObjectEvent } from '../object-event.js';
import { notificationConfig, noSuchNotification, wants, type NotificationConfig } from './notification-config.js';
import { invalid } from '../refusals.js';

const MAX_PER_BUCKET = 100;

/** The notification configurations of all buckets; a change of one is committed before it counts. */
export class NotificationConfigs {
  readonly #engine: Engine;
  readonly #configs: NotificationConfig[];

  private constructor(engine: Engine, configs: NotificationConfig[]) {
    this.#engine = engine;
    this.#configs = configs;
  }

  static async open(engine: Engine): Promise<NotificationConfigs> {
    const found = await engine.withConnection((connection) => rows<{ resource: string }>(connection, 'SELECT resource FROM gcs.notifications'));
    return new NotificationConfigs(
      engine,
      found.map((row) => JSON.parse(row.resource) as NotificationConfig),
    );
  }

  of(bucket: string): readonly NotificationConfig[] {
    return this.#configs.filter((config) => config.bucket === bucket);
  }

  /** @throws ApiError 404 */
  get(bucket: string, id: string): NotificationConfig {
    const found = this.of(bucket).find((config) => config.id === id);
    if (found === undefined) throw noSuchNotification(id);
    return found;
  }

  wanting(event: ObjectEvent): readonly NotificationConfig[] {
    return this.of(event.object.bucket).filter((config) => wants(config, event));
  }

  /** @throws ApiError 400 */
  async insert(bucket: string, sent: Readonly<Record<string, unknown>>): Promise<NotificationConfig> {
    return this.#engine.lock('gcs.notifications', async () => {
      const present = this.of(bucket);
      if (present.length >= MAX_PER_BUCKET) throw invalid(`A bucket has at most ${MAX_PER_BUCKET} notification configurations.`);
      const made = notificationConfig(sent, bucket, String(1 + Math.max(0, ...present.map((config) => Number(config.id)))));
      await this.#engine.withConnection((connection) => connection.run('INSERT INTO gcs.notifications VALUES ($bucket, $id, $resource)', { bucket, id: made.id, resource: JSON.stringify(made) }));
      this.#configs.push(made);
      return made;
    });
  }

  /** @throws ApiError 404 */
  async delete(bucket: string, id: string): Promise<void> {
    await this.#engine.lock('gcs.notifications', async () => {
      const found = this.get(bucket, id);
      await this.#engine.withConnection((connection) => connection.run('DELETE FROM gcs.notifications WHERE bucket = $bucket AND id = $id', { bucket, id }));
      this.#configs.splice(this.#configs.indexOf(found), 1);
    });
  }

  /** The bucket is gone, and its rows with it. */
  forget(bucket: string): void {
    for (const config of this.of(bucket)) this.#configs.splice(this.#configs.indexOf(config), 1);
  }
}
