/** How many bytes are cheaper to write one by one than to have copied. */
const FEW_BYTES = 24;

/** Room for what a part ends with, beyond its capacity: a batch, as a rule. */
const OVERHANG_BYTES = 1024 * 1024;

/** Bytes on their way to one staged object. Memory that is reserved and not written to is not used: a small push takes no more than it needs. */
export class Part {
  #bytes: Buffer;
  #length = 0;

  /** @param capacity - bytes after which it is full */
  constructor(readonly capacity: number) {
    this.#bytes = Buffer.allocUnsafeSlow(capacity + OVERHANG_BYTES);
  }

  get length(): number {
    return this.#length;
  }

  /** Appends, beyond the capacity where need be: a record is never cut in two. */
  append(source: Buffer, start: number, end: number): void {
    const needed = this.#length + end - start;
    if (needed > this.#bytes.length) this.#grow(needed);
    if (end - start > FEW_BYTES) source.copy(this.#bytes, this.#length, start, end);
    else for (let from = start, to = this.#length; from < end; from += 1, to += 1) this.#bytes[to] = source[from] as number;
    this.#length = needed;
  }

  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Makes it empty, to be filled again: only once nobody holds its bytes any more. */
  clear(): void {
    this.#length = 0;
    if (this.#bytes.length > 2 * this.capacity) this.#bytes = Buffer.allocUnsafeSlow(this.capacity + OVERHANG_BYTES);
  }

  #grow(needed: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length + this.capacity / 4));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
