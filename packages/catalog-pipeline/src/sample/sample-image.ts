import { crc32, deflateSync } from 'node:zlib';

import type { SeededRandom } from './seeded-random.js';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * A small picture as a data URI: a PNG of 8 to 40 pixels a side in 16 colours, mirrored left to right so that it looks like an icon.
 * At most 1,314 characters.
 */
export function sampleImage(random: SeededRandom): string {
  const side = 2 * random.integer(4, 20);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([4, 3], 8); // Four bits a pixel, each an index into the palette.
  const palette = Buffer.from(Array.from({ length: 16 * 3 }, () => random.integer(0, 255)));
  // Stored, not compressed: compressed bytes differ between builds of zlib, and the sample must be the same everywhere.
  const pixels = deflateSync(pictureRows(random, side), { level: 0 });
  const png = Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('PLTE', palette), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
  return `data:image/png;base64,${png.toString('base64')}`;
}

/** One filter byte (0: none) before each row, then two pixels a byte. */
function pictureRows(random: SeededRandom, side: number): Buffer {
  const rows: Buffer[] = [];
  for (let y = 0; y < side; y += 1) {
    const half = Array.from({ length: side / 2 }, () => random.integer(0, 15));
    const row = [...half, ...half.toReversed()];
    rows.push(Buffer.from([0, ...Array.from({ length: side / 2 }, (_, index) => ((row[2 * index] ?? 0) << 4) | (row[2 * index + 1] ?? 0))]));
  }
  return Buffer.concat(rows);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
