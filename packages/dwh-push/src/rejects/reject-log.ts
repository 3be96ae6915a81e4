import { DwhPushError, type Reject } from '../errors.js';
import { exceeds, type RejectLimit } from './reject-limit.js';
import { rejectLine, type RawForm } from './reject-line.js';

/** How many rejects an error lists. */
export const LISTED = 20;

/** Takes the lines of dead letters, and makes room for more when asked. */
export interface RejectSink {
  append(line: Buffer): void;
  drain(): Promise<void>;
}

interface RejectLogOptions {
  /** What the source is called. */
  readonly source: string;
  readonly runId: string;
  /** Undefined: no record may be rejected. */
  readonly limit: RejectLimit | undefined;
  readonly allowEmpty: boolean;
  readonly sink: RejectSink;
}

/** Counts records and keeps those that break the contract: the first few for the error, all of them as dead letters where the caller allows some. */
export class RejectLog {
  readonly #options: RejectLogOptions;
  readonly #listed: Reject[] = [];
  #seen = 0;
  #total = 0;
  #endedEarly = false;

  constructor(options: RejectLogOptions) {
    this.#options = options;
  }

  /** Whether accepted records are still of use: not any more once the push is bound to fail. */
  get passes(): boolean {
    const { limit } = this.#options;
    if (this.#total === 0) return true;
    return limit !== undefined && !this.#endedEarly && !('records' in limit && this.#total > limit.records);
  }

  /** The first of them, as an error lists them. */
  get listed(): readonly Reject[] {
    return this.#listed;
  }

  /** @param raw - the record as the source has it; asked for only where it is kept */
  add(reject: Reject, raw: () => Buffer | string, form: RawForm): void {
    this.#total += 1;
    if (this.#listed.length < LISTED) this.#listed.push(reject);
    if (this.#options.limit !== undefined && this.passes) this.#options.sink.append(rejectLine(reject, raw(), form, this.#options));
  }

  /** What follows cannot be told apart into records any more. */
  end(): void {
    this.#endedEarly = true;
  }

  /** To be said once per batch. */
  async seen(records: number): Promise<void> {
    this.#seen += records;
    await this.#options.sink.drain();
  }

  /**
   * Judges the whole source.
   *
   * @throws DwhPushError `DATA_REJECTED` where more was rejected than is allowed, with the first rejects and their number; `DATA_EMPTY` where no record is left
   */
  judge(): void {
    const { limit, source, allowEmpty } = this.#options;
    if (this.#total > 0 && (limit === undefined || this.#endedEarly || exceeds(limit, this.#total, this.#seen))) throw this.#rejection();
    if (allowEmpty || this.#seen > this.#total) return;
    throw new DwhPushError('DATA_EMPTY', this.#seen === 0 ? `The source ${source} holds no records.` : `All ${this.#total} records of ${source} were rejected.`);
  }

  #rejection(): DwhPushError {
    const { source, limit } = this.#options;
    const [first] = this.#listed as [Reject];
    const column = first.column === undefined ? '' : `, column "${first.column}"`;
    const byte = first.byteOffset === undefined ? '' : ` (byte ${first.byteOffset})`;
    const where = first.object === undefined ? '' : ` of ${first.object}`;
    const many = this.#total === 1 ? '1 record' : `${this.#total} records`;
    const of = limit === undefined ? source : `${this.#seen} of ${source}`;
    const beyond = this.#endedEarly ? ' What follows the last of them could not be read as records.' : '';
    const message = `${many} of ${of} ${this.#total === 1 ? 'does' : 'do'} not keep the contract; the first is record ${first.record}${where}${byte}${column}, rule "${first.rule}".${beyond}`;
    return new DwhPushError('DATA_REJECTED', message, { step: isOfDecode(first) ? 'decode' : 'validate', rejects: { total: this.#total, listed: this.#listed } });
  }
}

const DECODE_RULES = new Set(['field_count', 'quote', 'unclosed_quote', 'line_ending', 'record_size', 'utf8', 'object']);

function isOfDecode({ rule, column }: Reject): boolean {
  return DECODE_RULES.has(rule) || (rule === 'json' && column === undefined);
}
