import { createHash, randomBytes } from 'node:crypto';

import { PROJECT, type Api } from './api.ts';

/** Writes one thing after another, until the server is gone, and knows what must be there afterwards. */
export interface Writer {
  readonly name: string;
  /** Makes what it writes into; called once, on an empty warehouse. */
  prepare(api: Api): Promise<void>;
  /** One write. @throws Error where no answer came: then it has happened or not, as a whole */
  write(api: Api): Promise<void>;
  /** @returns what is wrong with what a new process found */
  check(api: Api): Promise<string | undefined>;
}

const DATASET = 'crash';
const table = (name: string, fields: readonly object[], more: object = {}) => (api: Api) => must(api.send('POST', `${PROJECT}/datasets/${DATASET}/tables`, { tableReference: { projectId: 'bm-local', datasetId: DATASET, tableId: name }, schema: { fields }, ...more }));
const ID = { name: 'id', type: 'INTEGER' };

async function must(answer: ReturnType<Api['send']>): Promise<void> {
  const { status, json } = await answer;
  if (status >= 300) throw new Refused(JSON.stringify(json));
}

/** The server answered, and said no: nothing that a kill explains. */
export class Refused extends Error {}

/** Rows that are appended one by one, each with a number of its own: all that were acknowledged, none twice, and of the others only the last that was sent. */
function appender(name: string, append: (api: Api, id: number) => Promise<void>): Writer {
  let sent = 0;
  const acknowledged = new Set<number>();
  return {
    name,
    prepare: table(name, [ID]),
    async write(api) {
      const id = (sent += 1);
      await append(api, id);
      acknowledged.add(id);
    },
    async check(api) {
      const found = (await api.query(`SELECT id FROM ${DATASET}.${name}`)).map(([id]) => Number(id));
      const present = new Set(found);
      if (present.size !== found.length) return 'a row is there twice';
      const lost = [...acknowledged].filter((id) => !present.has(id));
      if (lost.length > 0) return `acknowledged rows are lost: ${lost.join(', ')}`;
      const strange = found.filter((id) => id > sent);
      // What was in flight has happened or not; from now on it must stay so.
      for (const id of found) acknowledged.add(id);
      return strange.length > 0 ? 'rows that nobody sent' : undefined;
    },
  };
}

/** One value that is replaced: it is the last acknowledged, or the one that was in flight. */
function replacer(name: string, { prepare, replace, read }: { prepare(api: Api): Promise<void>; replace(api: Api, value: number): Promise<void>; read(api: Api): Promise<number | undefined> }): Writer {
  let [sent, acknowledged] = [0, 0];
  return {
    name,
    prepare,
    async write(api) {
      const value = (sent += 1);
      await replace(api, value);
      acknowledged = value;
    },
    async check(api) {
      const found = await read(api);
      if (found === undefined) return acknowledged === 0 ? undefined : 'what is there is not whole, or not there';
      if (found < acknowledged || found > sent) return `${found} is there, ${acknowledged} was acknowledged, ${sent} sent`;
      acknowledged = found;
      return undefined;
    },
  };
}

const ROWS = 3_000;
let job = 0;

async function loadJob(api: Api, generation: number): Promise<void> {
  const object = `load-${generation}.csv`;
  await must(api.send('POST', `/upload/storage/v1/b/${api.bucket}/o?uploadType=media&name=${object}`, Buffer.from(`${generation},"some text"\n`.repeat(ROWS))));
  const jobId = `load_${generation}_${(job += 1)}`;
  const load = { sourceUris: [`gs://${api.bucket}/${object}`], sourceFormat: 'CSV', destinationTable: { projectId: 'bm-local', datasetId: DATASET, tableId: 'loaded$20210403' }, writeDisposition: 'WRITE_TRUNCATE' };
  await must(api.send('POST', `${PROJECT}/jobs`, { jobReference: { projectId: 'bm-local', jobId, location: 'EU' }, configuration: { load } }));
  for (;;) {
    const { json } = await api.send('GET', `${PROJECT}/jobs/${jobId}?location=EU`);
    const { state, errorResult } = json['status'] as { state: string; errorResult?: object };
    if (errorResult !== undefined) throw new Refused(JSON.stringify(errorResult));
    if (state === 'DONE') return;
  }
}

function objectWriter(): Writer {
  const contents = new Map<string, Set<string>>();
  const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest('hex');
  let count = 0;
  return {
    name: 'objects',
    prepare: async () => undefined,
    async write(api) {
      const name = `object-${(count += 1) % 7}`;
      const path = `/storage/v1/b/${api.bucket}/o/${name}`;
      const possible = contents.get(name) ?? new Set(['absent']);
      if (count % 5 === 0) {
        contents.set(name, new Set([...possible, 'absent']));
        const { status } = await api.send('DELETE', path);
        if (status !== 204 && !(status === 404 && possible.has('absent'))) throw new Refused(`delete: ${status}`);
        contents.set(name, new Set(['absent']));
        return;
      }
      const bytes = randomBytes(60_000);
      contents.set(name, new Set([...possible, md5(bytes)]));
      await must(api.send('POST', `/upload/storage/v1/b/${api.bucket}/o?uploadType=media&name=${name}`, bytes));
      contents.set(name, new Set([md5(bytes)]));
    },
    async check(api) {
      for (const [name, possible] of contents) {
        const { status, bytes } = await api.send('GET', `/storage/v1/b/${api.bucket}/o/${name}?alt=media`);
        const found = status === 404 ? 'absent' : md5(bytes);
        if (!possible.has(found)) return `${name} is ${status === 404 ? 'gone' : 'not what was written'}`;
        contents.set(name, new Set([found]));
      }
      return undefined;
    },
  };
}

/** A write of each kind: objects, DML, loads, metadata. */
export function writers(): Writer[] {
  return [
    objectWriter(),
    appender('inserted', async (api, id) => void (await query(api, `INSERT INTO ${DATASET}.inserted VALUES (${id})`))),
    replacer('loaded', {
      prepare: table('loaded', [ID, { name: 'text', type: 'STRING' }], { timePartitioning: { type: 'DAY' } }),
      replace: loadJob,
      read: async (api) => {
        const [[least, most, rows] = []] = await api.query(`SELECT MIN(id), MAX(id), COUNT(*) FROM ${DATASET}.loaded WHERE _PARTITIONDATE = '2021-04-03'`);
        return least === most && Number(rows) === ROWS ? Number(most) : undefined;
      },
    }),
    replacer('described', {
      prepare: table('described', [ID]),
      replace: (api, value) => must(api.send('PATCH', `${PROJECT}/datasets/${DATASET}/tables/described`, { description: String(value) })),
      read: async (api) => Number((await api.send('GET', `${PROJECT}/datasets/${DATASET}/tables/described`)).json['description'] ?? 0),
    }),
    replacer('merged', {
      prepare: async (api) => {
        await table('merged', [ID, { name: 'n', type: 'INTEGER' }])(api);
        await query(api, `INSERT INTO ${DATASET}.merged SELECT id, 0 FROM UNNEST(GENERATE_ARRAY(1, 100)) AS id`);
      },
      replace: async (api, value) => void (await query(api, `UPDATE ${DATASET}.merged SET n = ${value} WHERE TRUE`)),
      read: async (api) => {
        const [[least, most, rows] = []] = await api.query(`SELECT MIN(n), MAX(n), COUNT(*) FROM ${DATASET}.merged`);
        return least === most && rows === '100' ? Number(most) : undefined;
      },
    }),
  ];
}

async function query(api: Api, sql: string): Promise<void> {
  await must(api.send('POST', `${PROJECT}/queries`, { query: sql, useLegacySql: false, timeoutMs: 60_000 }));
}

export async function makeDataset(api: Api): Promise<void> {
  await must(api.send('POST', `${PROJECT}/datasets`, { datasetReference: { projectId: 'bm-local', datasetId: DATASET }, location: 'EU' }));
}
