import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readMultipartRelated } from '../../src/http/multipart-related.js';

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe('a multipart upload', () => {
  it('gives the bytes of its media part, however it arrives and however much of the boundary they hold', async () => {
    const like = fc.constantFrom('\r', '\n', '\r\n', '\r\n-', '\r\n--edg', '\r\n--edge'.slice(0, -1), '\r\r\n--', 'edge', 'x');
    await fc.assert(
      fc.asyncProperty(fc.array(like, { maxLength: 12 }), fc.integer({ min: 1, max: 30 }), async (texts, size) => {
        const media = texts.join('').replaceAll('\r\n--edge', '');
        fc.pre(!`\r\n${media}`.includes('\r\n--edge'));
        const body = Buffer.from(`--edge\r\ncontent-type: application/json\r\n\r\n{"name":"n"}\r\n--edge\r\ncontent-type: text/csv\r\n\r\n${media}\r\n--edge--\r\n`);
        const found = await readMultipartRelated(inPieces(body, size), { 'content-type': 'multipart/related; boundary=edge' });
        const chunks: Buffer[] = [];
        for await (const chunk of found.media) chunks.push(chunk);
        expect(found.metadata).toEqual({ name: 'n' });
        expect(Buffer.concat(chunks).toString()).toBe(media);
      }),
      { numRuns: 1000 },
    );
  });
});
