import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

const FLUSH_CHARACTERS = 1024 * 1024;

/** Called with each file when it is complete. */
export type OnFile = (path: string) => Promise<void>;

interface OpenFile {
  readonly sink: Writable;
  readonly written: Promise<void>;
  bytes: number;
}

/** Lines, written one after the other into files of a limited size. */
export class ExtractedFiles {
  #open: OpenFile | undefined;
  #lines: string[] = [];
  #characters = 0;

  /** `path` is where each file is written; it is free again when `onFile` returns. `header` starts every file. */
  constructor(
    readonly options: { readonly path: string; readonly gzip: boolean; readonly header: string; readonly maxBytes: number; readonly onFile: OnFile },
  ) {}

  async write(line: string): Promise<void> {
    this.#lines.push(line);
    this.#characters += line.length;
    if (this.#characters >= FLUSH_CHARACTERS) await this.#flush();
  }

  /** There is at least one file. */
  async close(): Promise<void> {
    await this.#flush();
    await this.#finish();
  }

  async #flush(): Promise<void> {
    const text = Buffer.from(this.#lines.join(''));
    this.#lines = [];
    this.#characters = 0;
    if (this.#open !== undefined && this.#open.bytes > 0 && this.#open.bytes + text.length > this.options.maxBytes) await this.#finish();
    this.#open ??= this.#start();
    this.#open.bytes += text.length;
    if (!this.#open.sink.write(text)) await Promise.race([once(this.#open.sink, 'drain'), this.#open.written]);
  }

  #start(): OpenFile {
    const file = createWriteStream(this.options.path);
    const sink = this.options.gzip ? createGzip() : file;
    const written = sink === file ? finished(file) : pipeline(sink as ReturnType<typeof createGzip>, file);
    // Whoever writes or closes next sees it.
    written.catch(() => undefined);
    if (this.options.header !== '') sink.write(this.options.header);
    return { sink, written, bytes: 0 };
  }

  async #finish(): Promise<void> {
    if (this.#open === undefined) return;
    this.#open.sink.end();
    await this.#open.written;
    this.#open = undefined;
    await this.options.onFile(this.options.path);
  }
}
