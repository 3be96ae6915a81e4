import { readFile, readdir } from 'node:fs/promises';
import { crc32, inflateSync } from 'node:zlib';

import { productCatalog, sampleFiles } from '@bm/catalog-pipeline';
import { describe, expect, test } from 'vitest';

import { readCsv } from './support/read-csv.js';

const folder = new URL('../sample/', import.meta.url);
const FULL = 'product_catalog_full.csv';
const DAYS = ['product_catalog_20210403.csv', 'product_catalog_20210404.csv'];

/** A sample file as records, by the tests' own reader. */
function records(name: string): Record<string, string | null>[] {
  const [header = [], ...rows] = readCsv(sampleFiles().get(name) ?? '');
  return rows.map((row) => Object.fromEntries(header.map((column, index) => [column ?? '', row[index] ?? null])));
}

describe('the bundled sample data', () => {
  test('is what the generator writes, byte for byte', async () => {
    const committed = (await readdir(folder)).filter((name) => name.endsWith('.csv')).sort();
    expect(committed).toEqual([...sampleFiles().keys()].sort());
    for (const [name, content] of sampleFiles()) expect((await readFile(new URL(name, folder))).equals(Buffer.from(content)), name).toBe(true);
  });

  test('has the columns of the contract, in its order', () => {
    for (const content of sampleFiles().values()) expect(content.split('\n', 1)[0]).toBe(Object.keys(productCatalog.shape).join(','));
  });

  test('has 1,000 products, 740 of them with an image, and two days', () => {
    expect(records(FULL)).toHaveLength(1000);
    expect(records(FULL).filter(({ image }) => image !== null)).toHaveLength(740);
    expect(DAYS.map((day) => records(day).length)).toEqual([100, 125]);
  });

  test('has the shapes of the real export', () => {
    const products = records(FULL);
    expect(new Set(products.map(({ brand }) => brand))).toEqual(new Set(['Acer', 'Dell', 'HP', 'Lenovo', 'Samsung', 'Toshiba']));
    expect(products.every(({ year_release }) => /^(19[6-9]\d|200\d|201[0-3])$/.test(year_release ?? ''))).toBe(true);
    expect(products.every(({ category_id }) => /^[1-9]\d{0,2}$/.test(category_id ?? ''))).toBe(true);
    expect(products.some(({ category_id }) => category_id?.length === 3)).toBe(true);
    for (const column of ['comment', 'description', 'image']) expect(products.some((product) => product[column] === null), column).toBe(true);
    const comments = products.map(({ comment }) => comment ?? '');
    expect(comments.some((comment) => comment.includes(','))).toBe(true);
    expect(comments.some((comment) => comment.includes('"'))).toBe(true);
    expect(comments.some((comment) => /[^\u0000-\u007f]/.test(comment))).toBe(true);
  });

  test('has products that team B is to see, in every file', () => {
    for (const name of [FULL, ...DAYS]) {
      const seen = records(name).filter(({ brand, year_release, image }) => brand === 'Samsung' && Number(year_release) > 2000 && image === null);
      expect(seen.length, name).toBeGreaterThan(0);
    }
  });

  test('holds images that are PNG files', () => {
    const images = records(FULL).flatMap(({ image }) => (typeof image === 'string' ? [image] : []));
    expect(Math.max(...images.map(({ length }) => length))).toBeLessThanOrEqual(1340);
    for (const image of images) {
      expect(image.startsWith('data:image/png;base64,')).toBe(true);
      expectPng(Buffer.from(image.slice('data:image/png;base64,'.length), 'base64'));
    }
  });
});

/** https://www.w3.org/TR/png-3/: signature, chunks with their checksums, and as many pixels as the header says. */
function expectPng(png: Buffer): void {
  expect(png.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a');
  const chunks = new Map<string, Buffer>();
  let at = 8;
  while (at < png.length) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    expect(png.readUInt32BE(at + 8 + length)).toBe(crc32(png.subarray(at + 4, at + 8 + length)));
    chunks.set(type, png.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  expect([...chunks.keys()]).toEqual(['IHDR', 'PLTE', 'IDAT', 'IEND']);
  const [header = Buffer.alloc(13), palette, data = Buffer.alloc(0)] = chunks.values();
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  expect(palette).toHaveLength(48);
  expect(inflateSync(data)).toHaveLength(height * (1 + width / 2));
}
