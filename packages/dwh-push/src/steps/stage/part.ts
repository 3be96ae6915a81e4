/** How many bytes are cheaper to write one by one than to have copied. */
const FEW_BYTES = 24;

/** Room for what a part ends with, beyond its capacity: a batch, as a rule. */
const OVERHANG_BYTES = 1024 * 1024;

/** What a part begins with: most pushes are small, and many may run at once. */
const FIRST_BYTES = 64 * 1024;

/** Bytes on their way to one staged object. */
export class Part {
  #bytes: Buffer;
  #length = 0;

  /** @param capacity - bytes after which it is full */
  constructor(readonly capacity: number) {
    this.#bytes = Buffer.allocUnsafeSlow(Math.min(capacity, FIRST_BYTES));
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

  /** Right to its full size: what is more than small is large, as a rule. */
  #grow(needed: number): void {
    const full = this.capacity + OVERHANG_BYTES;
    const larger = Buffer.allocUnsafeSlow(needed <= full ? full : Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
