import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { DuckDBConnection } from '@duckdb/node-api';

import { firstRow, rows, type Engine } from '../../engine/engine.js';
import { ApiError } from '../../http/api-error.js';
import type { StorageClock } from '../storage-clock.js';
import { PartFile } from './part-file.js';
import { SESSION_LIFE_MS, type UploadOutcome, type UploadSession } from './upload-session.js';

/** Upload sessions: their rows, and the files that their bytes gather in. */
export class UploadSessions {
  readonly #engine: Engine;
  readonly #clock: StorageClock;
  readonly #folder: string;
  readonly #parts = new Map<string, PartFile>();

  constructor(engine: Engine, folder: string, clock: StorageClock) {
    this.#engine = engine;
    this.#clock = clock;
    this.#folder = folder;
  }

  /** Forgets sessions that are over their time, and files that no open session has. */
  async start(): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const open = await this.#engine.withConnection(async (connection) => {
      await connection.run('DELETE FROM gcs.uploads WHERE created < $oldest', { oldest: BigInt(this.#clock.millis() - SESSION_LIFE_MS) });
      return rows<{ id: string }>(connection, "SELECT id FROM gcs.uploads WHERE state = 'open'");
    });
    const kept = new Set(open.map((row) => row.id));
    const stray = (await readdir(this.#folder)).filter((name) => !kept.has(name));
    await Promise.all(stray.map((name) => rm(join(this.#folder, name), { force: true })));
  }

  async create(session: Omit<UploadSession, 'id' | 'created' | 'outcome'>): Promise<UploadSession> {
    const created: UploadSession = { ...session, id: randomBytes(32).toString('base64url'), created: this.#clock.millis(), outcome: { state: 'open' } };
    await this.#engine.withConnection((connection) =>
      connection.run('INSERT INTO gcs.uploads VALUES ($id, $created, $state, $detail)', { id: created.id, created: BigInt(created.created), state: 'open', detail: JSON.stringify(created) }),
    );
    return created;
  }

  /** Runs `work` with the session while no other request has it. @throws ApiError 404 where there is none, or it is over its time. */
  async hold<T>(id: string, bucket: string, work: (session: UploadSession) => Promise<T>): Promise<T> {
    return this.#engine.lock(`gcs.upload:${id}`, async () => {
      const row = await this.#engine.withConnection((connection) => firstRow<{ detail: string }>(connection, 'SELECT detail FROM gcs.uploads WHERE id = $id', { id }));
      const session = row === undefined ? undefined : (JSON.parse(row.detail) as UploadSession);
      if (session === undefined || session.bucket !== bucket || session.created < this.#clock.millis() - SESSION_LIFE_MS) throw new ApiError(404, 'notFound', 'No such upload session.');
      return work(session);
    });
  }

  async part(session: UploadSession): Promise<PartFile> {
    const part = this.#parts.get(session.id) ?? (await PartFile.open(join(this.#folder, session.id)));
    this.#parts.set(session.id, part);
    return part;
  }

  /** Ends a session; its bytes go, unless an object has taken them over. */
  async end(session: UploadSession, outcome: UploadOutcome): Promise<void> {
    await this.#engine.withConnection((connection) => recordOutcome(connection, session, outcome));
    await this.forgetPart(session);
  }

  async forgetPart(session: UploadSession): Promise<void> {
    const part = this.#parts.get(session.id);
    this.#parts.delete(session.id);
    await (part?.remove() ?? rm(join(this.#folder, session.id), { force: true }));
  }
}

/** For the transaction that also makes the object live. */
export async function recordOutcome(connection: DuckDBConnection, session: UploadSession, outcome: UploadOutcome): Promise<void> {
  await connection.run('UPDATE gcs.uploads SET state = $state, detail = $detail WHERE id = $id', { id: session.id, state: outcome.state, detail: JSON.stringify({ ...session, outcome }) });
}
