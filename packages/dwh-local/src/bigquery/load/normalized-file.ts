import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';

const FLUSH_CHARACTERS = 1024 * 1024;

/** Stands for NULL in a normalized file; every other field is quoted. */
export const NORMALIZED_NULL = 'N';

/** A CSV file written so regularly that DuckDB's reader cannot misread it: all fields quoted, NULL the only bare word, LF. */
export class NormalizedFile {
  readonly #stream: WriteStream;
  #parts: string[] = [];
  #characters = 0;
  rows = 0;
  longestRow = 0;

  constructor(readonly path: string) {
    this.#stream = createWriteStream(path);
    // A failed write shows in `write` or `close`; without a listener it would end the process before.
    this.#stream.on('error', () => undefined);
  }

  async write(fields: readonly (string | null)[]): Promise<void> {
    const row = `${fields.map((field) => (field === null ? NORMALIZED_NULL : `"${field.replaceAll('"', '""')}"`)).join(',')}\n`;
    this.#parts.push(row);
    this.#characters += row.length;
    this.rows += 1;
    // A character is at most three bytes per UTF-16 unit.
    this.longestRow = Math.max(this.longestRow, row.length * 3);
    if (this.#characters >= FLUSH_CHARACTERS) await this.#flush();
  }

  async close(): Promise<void> {
    await this.#flush();
    this.#stream.end();
    await finished(this.#stream);
  }

  async #flush(): Promise<void> {
    const text = this.#parts.join('');
    this.#parts = [];
    this.#characters = 0;
    if (this.#stream.errored !== null) throw this.#stream.errored;
    if (!this.#stream.write(text)) await once(this.#stream, 'drain');
  }
}
