import { callService, absentAsUndefined } from '../../src/google/call-service.js';
import type { Clock } from '../../src/ports/clock.js';
import type { ObjectStore, StoredRecord } from '../../src/ports/object-store.js';
import type { JobState, LoadJob } from '../../src/ports/jobs.js';
import { ServiceError } from '../../src/ports/service-error.js';
import type { TableRef, TableState, Warehouse } from '../../src/ports/warehouse.js';
import type { Process, World } from './world.js';

interface StoredObject {
  readonly generation: number;
  readonly content: string;
}

interface Job {
  readonly type: 'LOAD' | 'QUERY';
  readonly load: LoadJob | undefined;
  state: JobState['state'];
  from: number;
  to: number;
  failure: string | undefined;
  rows: number;
  cancelled: boolean;
}

const refusal = (code: number, reason: string) => Object.assign(new Error(reason), { code, errors: [{ reason }] });

/**
 * BigQuery and Cloud Storage as far as a push needs them, in memory: one table, one partition, objects with generations, jobs that take their time and can fail. What they do at one instant
 * is what the real ones do at one instant.
 */
export class Services {
  readonly jobs = new Map<string, Job>();
  readonly objects = new Map<string, StoredObject>();
  /** What readers see, and since when. */
  partition = { content: '', modifiedAt: 0 };
  /** Everything that readers have ever seen, in order, with the job that put it there. */
  readonly seen: { readonly content: string; readonly jobId: string; readonly at: number }[] = [];
  /** The runs that have held the lease, in order. */
  readonly holders: { readonly runId: string; readonly process: Process }[] = [];
  readonly #world: World;
  #generation = 1_000;

  constructor(world: World) {
    this.#world = world;
  }

  clock(process: Process): Clock {
    const world = this.#world;
    return {
      now: () => world.time + process.skew,
      sleep: (milliseconds, signal) =>
        new Promise((wake, reject) => {
          if (signal?.aborted === true) return reject(signal.reason);
          const cancel = world.timer(process, milliseconds, wake);
          signal?.addEventListener('abort', () => (cancel(), reject(signal.reason)), { once: true });
        }),
      alarm: (milliseconds, ring) => world.timer(process, milliseconds, ring),
      random: () => world.choose(1_000) / 1_000,
    };
  }

  store(process: Process): ObjectStore {
    const clock = this.clock(process);
    const call = <T>(name: string, effect: () => T, signal?: AbortSignal) => callService(`storage.${name}`, () => this.#world.call(process, name, effect), { clock, signal });
    const overtaken = async <T>(work: Promise<T>): Promise<T | undefined> => {
      try {
        return await work;
      } catch (error) {
        if (error instanceof ServiceError && error.status === 412) return undefined;
        throw error;
      }
    };
    const read = (name: string): StoredRecord => {
      const found = this.objects.get(name);
      if (found === undefined) throw refusal(404, 'notFound');
      return { name, facts: JSON.parse(found.content), generation: String(found.generation) };
    };
    return {
      location: async () => 'EU',
      create: async ({ name, bytes }, signal) => {
        const content = bytes.toString();
        const created = await overtaken(call(`create ${name}`, () => this.#write(name, content, '0'), signal));
        if (created === undefined && this.objects.get(name)?.content !== content) throw new ServiceError('create', 412, 'conditionNotMet', false);
      },
      rewrite: () => Promise.reject(new Error('not asked for')),
      remove: async (name) => void (await call(`remove ${name}`, () => this.objects.delete(name))),
      uri: (name) => name,
      list: (prefix) => call(`list ${prefix}`, () => [...this.objects.keys()].filter((name) => name.startsWith(prefix))),
      listRecords: () => Promise.reject(new Error('not asked for')),
      readRecord: (name, signal) => absentAsUndefined(call(`read ${name}`, () => read(name), signal)),
      writeRecord: async (name, facts, generation, signal) => {
        const content = JSON.stringify(facts);
        const written = await overtaken(call(`write ${name}`, () => this.#writeRecord(process, name, content, generation), signal));
        if (written !== undefined) return written;
        const there = await absentAsUndefined(call(`read ${name}`, () => read(name), signal));
        return there !== undefined && JSON.stringify(there.facts) === content ? there.generation : undefined;
      },
      removeRecord: async (name, generation) => {
        await overtaken(
          absentAsUndefined(
            call(`remove ${name}`, () => {
              const found = this.objects.get(name);
              if (found === undefined) throw refusal(404, 'notFound');
              if (String(found.generation) !== generation) throw refusal(412, 'conditionNotMet');
              this.objects.delete(name);
            }),
          ),
        );
      },
    };
  }

  warehouse(process: Process): Warehouse {
    const clock = this.clock(process);
    const call = <T>(name: string, effect: () => T) => callService(`bigquery.${name}`, () => this.#world.call(process, name, effect), { clock });
    const unasked = () => Promise.reject(new Error('not asked for'));
    return {
      getDataset: () => call('get dataset', () => ({ etag: '1', location: 'EU', access: [] })),
      getTable: () => call('get table', () => this.#tableState()),
      listPartitions: (_table: TableRef, _location: string, partition = '') =>
        call('list partitions', () => new Map([[partition, { rows: rowsIn(this.partition.content), bytes: 0, modifiedAt: this.partition.modifiedAt }]])),
      insertLoadJob: async (job) => void (await call(`insert ${job.jobId}`, () => this.#insert(job.jobId, job))),
      burnJobId: async (jobId) => {
        try {
          await call(`burn ${jobId}`, () => this.#insert(jobId, undefined));
          return true;
        } catch (error) {
          if (error instanceof ServiceError && error.status === 409) return false;
          throw error;
        }
      },
      getJob: (jobId) => absentAsUndefined(call(`look at ${jobId}`, () => this.#jobState(jobId))),
      cancelJob: async (jobId) => {
        await call(`cancel ${jobId}`, () => {
          const job = this.jobs.get(jobId);
          // It is a wish, and not always granted.
          if (job !== undefined && this.#world.choose(2) === 0) job.cancelled = true;
        });
      },
      readRows: () => {
        throw new Error('not asked for');
      },
      createDataset: unasked,
      setDatasetAccess: unasked,
      createTable: unasked,
      createView: unasked,
      createExternalTable: unasked,
      patchTable: unasked,
      insertCountQuery: unasked,
      insertDelete: unasked,
      countsOf: unasked,
    };
  }

  #write(name: string, content: string, generation: string): string {
    const found = this.objects.get(name);
    if (String(found?.generation ?? 0) !== generation) throw refusal(412, 'conditionNotMet');
    this.#generation += 1;
    this.objects.set(name, { generation: this.#generation, content });
    return String(this.#generation);
  }

  #writeRecord(process: Process, name: string, content: string, generation: string): string {
    const written = this.#write(name, content, generation);
    const runId = (JSON.parse(content) as { holder?: { runId: string } }).holder?.runId;
    if (runId !== undefined && this.holders.at(-1)?.runId !== runId) this.holders.push({ runId, process });
    return written;
  }

  #insert(jobId: string, load: LoadJob | undefined): void {
    if (this.jobs.has(jobId)) throw refusal(409, 'duplicate');
    const job: Job = { type: load === undefined ? 'QUERY' : 'LOAD', load, state: 'PENDING', from: this.#world.time, to: 0, failure: undefined, rows: 0, cancelled: false };
    this.jobs.set(jobId, job);
    this.#world.timer(undefined, this.#world.choose(3_000), () => {
      job.state = 'RUNNING';
      this.#world.timer(undefined, this.#world.choose(3_000), () => this.#end(jobId, job));
    });
  }

  #end(jobId: string, job: Job): void {
    job.state = 'DONE';
    job.to = this.#world.time;
    const contents = (job.load?.uris ?? []).map((uri) => this.objects.get(uri)?.content);
    if (job.cancelled) job.failure = 'stopped';
    else if (job.type === 'LOAD' && contents.includes(undefined)) job.failure = 'notFound';
    else if (job.type === 'LOAD' && this.#world.choose(1_000) < this.#world.weather.failedJobs) job.failure = 'backendError';
    else if (job.type === 'LOAD') {
      const content = contents.join('');
      job.rows = rowsIn(content);
      this.partition = { content, modifiedAt: this.#world.time };
      this.seen.push({ content, jobId, at: this.#world.time });
    }
    this.#world.history.push(`${jobId} ends: ${job.failure ?? 'success'}`);
  }

  #jobState(jobId: string): JobState {
    const job = this.jobs.get(jobId);
    if (job === undefined) throw refusal(404, 'notFound');
    const done = job.state === 'DONE';
    return { state: job.state, type: job.type, by: undefined, ran: done ? { from: job.from, to: job.to } : undefined, failure: job.failure === undefined ? undefined : { reason: job.failure }, outputRows: done ? job.rows : undefined };
  }

  #tableState(): TableState {
    return {
      etag: '1',
      type: 'TABLE',
      fields: [{ name: 'a', type: 'STRING', mode: 'REQUIRED' }],
      timePartitioning: { type: 'DAY' },
      otherPartitioning: false,
      clustering: [],
      description: undefined,
      labels: { managed_by: 'dwh-push', team: 'both' },
      viewQuery: undefined,
      // Other partitions change all the time, so that the table's own time proves nothing in half of the histories.
      content: { rows: 0, modifiedAt: this.#world.choose(2) === 0 ? this.partition.modifiedAt : this.#world.time + 1, streaming: false },
    };
  }
}

function rowsIn(content: string): number {
  return content.split('\n').length - 1;
}
