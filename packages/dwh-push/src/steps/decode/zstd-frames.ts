const FRAME = 0xfd2fb528;
/** The lowest four bits may be any. */
const SKIPPABLE = 0x184d2a50;
const DICTIONARY_ID_BYTES = [0, 1, 2, 4];
const CONTENT_SIZE_BYTES = [0, 2, 4, 8];
const BLOCK_OF_ONE_REPEATED_BYTE = 1;

/** What is read next: so many bytes, and what they are. */
type Part = 'magic' | 'descriptor' | 'block' | 'skippable size' | 'passed over';
const BYTES: Readonly<Record<Exclude<Part, 'passed over'>, number>> = { magic: 4, descriptor: 1, block: 3, 'skippable size': 4 };

/**
 * Follows the frames of a zstd file, without decompressing them, to know whether the last one is whole: the decompressor of Node 22 takes the end of its input
 * for the end of the data. What is no frame it leaves to the decompressor. Source: https://www.rfc-editor.org/rfc/rfc8878#section-3.1
 */
export class ZstdFrames {
  #part: Part = 'magic';
  /** The bytes of the part that have been seen, when it is one that is read. */
  #seen: number[] = [];
  /** How many bytes are still to be passed over, and what comes behind them. */
  #left = 0;
  #next: Part = 'magic';
  #checksumBytes = 0;
  #frames = 0;
  #unknown = false;

  take(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length && !this.#unknown; ) {
      if (this.#part === 'passed over') {
        const step = Math.min(this.#left, chunk.length - at);
        this.#left -= step;
        at += step;
        if (this.#left === 0) this.#part = this.#next;
        continue;
      }
      this.#seen.push(chunk[at] as number);
      at += 1;
      if (this.#seen.length < BYTES[this.#part]) continue;
      const value = this.#seen.reduceRight((sum, byte) => sum * 256 + byte, 0);
      this.#seen = [];
      this.#read(this.#part, value);
    }
  }

  /** Whether what was seen so far is one frame or more, and all of the last one. */
  get complete(): boolean {
    return this.#unknown || (this.#frames > 0 && this.#part === 'magic' && this.#seen.length === 0);
  }

  #read(part: Exclude<Part, 'passed over'>, value: number): void {
    switch (part) {
      case 'magic':
        this.#frames += 1;
        if (value === FRAME) this.#part = 'descriptor';
        else if (value - (value % 16) === SKIPPABLE) this.#part = 'skippable size';
        else this.#unknown = true;
        return;
      case 'skippable size':
        return this.#passOver(value, 'magic');
      case 'descriptor': {
        const isSingleSegment = ((value >> 5) & 1) === 1;
        this.#checksumBytes = ((value >> 2) & 1) * 4;
        const contentSize = value >> 6 === 0 && isSingleSegment ? 1 : (CONTENT_SIZE_BYTES[value >> 6] as number);
        return this.#passOver((isSingleSegment ? 0 : 1) + (DICTIONARY_ID_BYTES[value & 3] as number) + contentSize, 'block');
      }
      case 'block': {
        const isLast = (value & 1) === 1;
        const content = ((value >> 1) & 3) === BLOCK_OF_ONE_REPEATED_BYTE ? 1 : value >> 3;
        return this.#passOver(content + (isLast ? this.#checksumBytes : 0), isLast ? 'magic' : 'block');
      }
    }
  }

  #passOver(bytes: number, next: Part): void {
    this.#part = bytes === 0 ? next : 'passed over';
    this.#left = bytes;
    this.#next = next;
  }
}
