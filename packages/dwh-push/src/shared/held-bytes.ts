/** What it begins with: most sources are small, and many may be read at once. */
const FIRST_BYTES = 64 * 1024;

/** Bytes that are held until they are used up, in one buffer that is used again: what it gives out is valid until more is added. */
export class HeldBytes {
  #buffer: Buffer;
  #start = 0;
  #end = 0;
  readonly #capacity: number;

  /** @param capacity - how much it is likely to hold */
  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#buffer = Buffer.allocUnsafeSlow(Math.min(capacity, FIRST_BYTES));
  }

  get length(): number {
    return this.#end - this.#start;
  }

  get bytes(): Buffer {
    return this.#buffer.subarray(this.#start, this.#end);
  }

  add(more: Buffer): void {
    const { length } = this;
    if (this.#end + more.length > this.#buffer.length) {
      const roomier = length + more.length > this.#buffer.length ? Buffer.allocUnsafeSlow(Math.max(length + more.length, this.#buffer.length * 2, this.#capacity)) : this.#buffer;
      this.#buffer.copy(roomier, 0, this.#start, this.#end);
      this.#buffer = roomier;
      this.#start = 0;
      this.#end = length;
    }
    more.copy(this.#buffer, this.#end);
    this.#end += more.length;
  }

  /** Lets go of the first `bytes` bytes. */
  use(bytes: number): void {
    this.#start += bytes;
    if (this.#start < this.#end) return;
    this.#start = 0;
    this.#end = 0;
  }
}
