import { Worker } from 'node:worker_threads';

/** Runs in a thread of its own, from text: a file would have to be found from the sources and from what is built of them. */
const THREAD = `
const { parentPort } = require('node:worker_threads');
const { createHash } = require('node:crypto');
const { openSync, readSync, closeSync } = require('node:fs');
const files = new Map();
const buffer = Buffer.allocUnsafe(1 << 20);
parentPort.on('message', ({ id, path, to, last }) => {
  const file = files.get(id) ?? { fd: undefined, hash: createHash('md5'), at: 0, error: undefined };
  files.set(id, file);
  try {
    while (file.error === undefined && file.at < to) {
      file.fd ??= openSync(path, 'r');
      const read = readSync(file.fd, buffer, 0, Math.min(buffer.length, to - file.at), file.at);
      if (read === 0) throw new Error('The file is shorter than it was said to be.');
      file.hash.update(buffer.subarray(0, read));
      file.at += read;
    }
  } catch (error) {
    file.error = String(error);
  }
  if (!last) return;
  files.delete(id);
  if (file.fd !== undefined) closeSync(file.fd);
  parentPort.postMessage({ id, error: file.error, md5: file.hash.digest('base64') });
});
`;

interface Answer {
  readonly id: number;
  readonly error: string | undefined;
  readonly md5: string;
}

let thread: Worker | undefined;
let lastId = 0;
const waiting = new Map<number, (answer: Answer | Error) => void>();

/** The MD5 of a file that grows, computed beside the event loop from what has been written of it. */
export class FileMd5 {
  readonly #path: string;
  readonly #id = (lastId += 1);
  #told = false;

  constructor(path: string) {
    this.#path = path;
  }

  /** So many bytes are there, and will not change. */
  grown(to: number): void {
    this.#told = true;
    threadOf().postMessage({ id: this.#id, path: this.#path, to, last: false });
  }

  /** Base64, of the first `size` bytes; the last that can be asked. @throws Error where the file could not be read */
  async digest(size: number): Promise<string> {
    const answer = await new Promise<Answer | Error>((resolve) => {
      waiting.set(this.#id, resolve);
      threadOf().postMessage({ id: this.#id, path: this.#path, to: size, last: true });
    });
    if (answer instanceof Error) throw answer;
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.md5;
  }

  /** Nobody wants to know any more. */
  drop(): void {
    if (this.#told) thread?.postMessage({ id: this.#id, path: this.#path, to: 0, last: true });
  }
}

/** One for all warehouses of a process; it keeps none alive. */
function threadOf(): Worker {
  if (thread !== undefined) return thread;
  const started = new Worker(THREAD, { eval: true });
  const lost = (error: Error) => {
    if (thread === started) thread = undefined;
    for (const [id, resolve] of waiting) {
      waiting.delete(id);
      resolve(error);
    }
  };
  started.on('message', (answer: Answer) => {
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });
  started.on('error', lost);
  started.on('exit', () => lost(new Error('The thread that computes checksums has ended.')));
  started.unref();
  return (thread = started);
}
