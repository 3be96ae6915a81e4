/** Bytes on their way to one staged object; grows towards its capacity, so that a small push does not reserve a large buffer. */
export class Part {
  #bytes: Buffer;
  #length = 0;

  constructor(readonly capacity: number) {
    this.#bytes = Buffer.allocUnsafe(Math.min(capacity, 256 * 1024));
  }

  get length(): number {
    return this.#length;
  }

  /** Appends, beyond the capacity where need be: a record is never cut in two. */
  append(source: Buffer, start: number, end: number): void {
    const needed = this.#length + end - start;
    if (needed > this.#bytes.length) {
      const doubled = this.#bytes.length * 2;
      const larger = Buffer.allocUnsafe(Math.max(needed, doubled < this.capacity ? doubled : this.#bytes.length + this.capacity / 4));
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    source.copy(this.#bytes, this.#length, start, end);
    this.#length = needed;
  }

  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }
}
