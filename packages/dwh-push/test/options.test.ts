import { createDwhClient, DwhPushError, type PushOptions } from '@bm/dwh-push';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';

const schema = z.object({ a: z.string() });
const good: PushOptions = { source: 'x.csv', table: 'shop.orders', schema };

/** Options are refused before anything is connected, so an endpoint where nothing listens will do. */
const client = () => createDwhClient({ target: 'local', endpoint: 'http://127.0.0.1:9' });

async function refusal(options: object): Promise<DwhPushError> {
  const error: unknown = await client().pushDataset(options as PushOptions).catch((thrown: unknown) => thrown);
  if (!DwhPushError.isInstance(error)) throw new Error('It was not refused by us.');
  return error;
}

describe('the options of a push', () => {
  it.each([
    ['a day that is none', { ...good, partitionDate: '2021-02-30' }, 'partitionDate'],
    ['a date with a time', { ...good, partitionDate: '2021-02-03T00:00:00Z' }, 'partitionDate'],
    ['a Date object', { ...good, partitionDate: new Date(0) }, 'partitionDate'],
    ['a partition in the table', { ...good, table: 'shop.orders$20210101' }, 'table'],
    ['a table without a dataset', { ...good, table: 'orders' }, 'table'],
    ['a dataset with a dash', { ...good, table: 'my-shop.orders' }, 'table'],
    ['a placeholder without a date', { ...good, source: 'x_{date}.csv' }, '{date}'],
    ['credentials in the source', { ...good, source: 'http://me:secret@host/x.csv' }, 'credentials'],
    ['another scheme', { ...good, source: 'ftp://host/x.csv' }, 'ftp://'],
    ['no source', { table: 'a.b', schema }, 'source'],
    ['another schema', { ...good, schema: z.string() }, 'schema'],
    ['no schema', { source: 'x', table: 'a.b' }, 'schema'],
    ['an option that there is not', { ...good, partition: '20210101' }, '"partition"'],
    ['a bucket without an object', { ...good, source: 'gs://bucket' }, 'no object'],
    ['two wildcards', { ...good, source: 'gs://bucket/*/*.csv' }, 'more than one *'],
    ['a wildcard in a bucket', { ...good, source: 'gs://buck*t/x.csv' }, 'no bucket'],
    ['a wildcard of s3://', { ...good, source: 's3://bucket/*.csv' }, 'gs:// only'],
    ['dots in a key of s3://', { ...good, source: 's3://bucket/a/../x.csv' }, '..'],
    ['credentials in s3://', { ...good, source: 's3://me:secret@bucket/x.csv' }, 'credentials'],
    ['another format', { ...good, format: 'xml' }, 'format'],
    ['another compression', { ...good, compression: 'brotli' }, 'compression'],
    ['compressed Parquet', { ...good, format: 'parquet', compression: 'gzip' }, 'compression'],
    ['options of CSV for NDJSON', { ...good, format: 'ndjson', csv: {} }, 'csv'],
    ['options of CSV that are none', { ...good, csv: 'excel' }, 'csv'],
    ['an option of CSV that there is not', { ...good, csv: { separator: ';' } }, '"separator"'],
    ['a delimiter of two characters', { ...good, csv: { delimiter: '||' } }, 'csv.delimiter'],
    ['a delimiter beyond ASCII', { ...good, csv: { delimiter: '\u00a7' } }, 'csv.delimiter'],
    ['a line ending as delimiter', { ...good, csv: { delimiter: '\n' } }, 'csv.delimiter'],
    ['the quote as delimiter', { ...good, csv: { delimiter: '"' } }, 'csv.quote'],
    ['the delimiter as quote', { ...good, csv: { quote: ',' } }, 'csv.quote'],
    ['TSV with another delimiter', { ...good, format: 'tsv', csv: { delimiter: ';' } }, 'csv.delimiter'],
    ['a header that is no boolean', { ...good, csv: { header: 'yes' } }, 'csv.header'],
    ['another encoding', { ...good, csv: { encoding: 'utf-16' } }, 'csv.encoding'],
    ['a logger that is none', { ...good, logger: {} }, 'logger'],
    ['a logger that cannot tell of errors', { ...good, logger: { info: () => undefined } }, 'logger'],
    ['a signal that is none', { ...good, signal: {} }, 'signal'],
  ])('refuse %s', async (_, options, part) => {
    const error = await refusal(options);
    expect(error).toMatchObject({ code: 'OPTIONS_INVALID', fault: 'caller', retryable: false, committed: 'no' });
    expect(error.message).toContain(part);
    expect(error.message).not.toContain('secret');
  });

  it('are complained about all at once', async () => {
    const { message } = await refusal({ source: '', table: 'x', schema: 3, partitionDate: 'tomorrow' });
    for (const option of ['source', 'table', 'schema', 'partitionDate']) expect(message).toContain(option);
  });
});

describe('the configuration', () => {
  beforeEach(() => {
    for (const name of Object.keys(process.env)) if (/^DWH_|_EMULATOR_HOST$/.test(name)) vi.stubEnv(name, undefined);
  });
  afterEach(() => vi.unstubAllEnvs());

  const configured = (environment: Record<string, string>, config = {}) => {
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    return createDwhClient(config).config;
  };
  const codeOf = (work: () => unknown) => {
    try {
      work();
    } catch (error) {
      return DwhPushError.isInstance(error) ? `${error.code}: ${error.message}` : String(error);
    }
    return 'none';
  };

  it('has no target by default', () => {
    expect(codeOf(() => configured({}))).toMatch(/^TARGET_MISSING/);
  });

  it('fills what a local target needs', () => {
    expect(configured({ DWH_TARGET: 'local' })).toMatchObject({ project: 'bm-local', location: 'EU', stagingBucket: 'bm-local-dwh-staging', localDir: '.dwh', overwrite: 'WRITE_TRUNCATE_DATA' });
  });

  it('asks for everything that gcp needs at once', () => {
    const message = codeOf(() => configured({ DWH_TARGET: 'gcp', DWH_ENDPOINT: 'http://x', BIGQUERY_EMULATOR_HOST: 'y' }));
    for (const part of ['TARGET_INVALID', 'DWH_PROJECT', 'DWH_STAGING_BUCKET', 'DWH_ENDPOINT', 'BIGQUERY_EMULATOR_HOST']) expect(message).toContain(part);
  });

  it('prefers what is given over the environment', () => {
    expect(configured({ DWH_TARGET: 'gcp', DWH_PROJECT: 'theirs', DWH_STAGING_BUCKET: 'bucket', DWH_TEAM: 'shop' }, { project: 'ours' })).toMatchObject({ target: 'gcp', project: 'ours', team: 'shop', location: undefined });
  });

  it('refuses a target or a setting that there is not', () => {
    expect(codeOf(() => configured({ DWH_TARGET: 'aws' }))).toMatch(/TARGET_INVALID.*"aws"/);
    expect(codeOf(() => configured({}, { target: 'local', bucket: 'x' }))).toMatch(/TARGET_INVALID.*"bucket"/);
  });
});
