import type { ImportProgress } from '../pipeline.js';
import type { OutputStream } from './cli-io.js';
import { ProgressLine } from './progress-line.js';
import { ProgressLog } from './progress-log.js';

/** Shows how far an import is. */
export interface ProgressDisplay {
  show(progress: ImportProgress): void;
  /** Call before anything else is written. */
  end(): void;
}

/** Milliseconds of a clock that only goes forward. */
export type Now = () => number;

/** One updating line per table or day on a terminal, plain lines elsewhere. */
export function progressDisplay(stream: OutputStream, now: Now = () => performance.now()): ProgressDisplay {
  return stream.isTTY === true ? new ProgressLine(stream, now) : new ProgressLog(stream, now);
}
