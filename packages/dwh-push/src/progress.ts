import type { Step } from './steps.js';

/** How far a push has come. Numbers only grow, and steps come in their order; validate and stage, which run as one stream, show as `stage`. The last of a push that succeeds is `report`. */
export interface ProgressEvent {
  readonly step: Step;
  /** Bytes read from the source. */
  readonly sourceBytes: number;
  /** Bytes of the source, where it says how many there are. */
  readonly totalSourceBytes: number | undefined;
  readonly rowsRead: number;
  readonly stagedBytes: number;
}

/** Takes the progress of a push. It is called within the push, so it should return at once. */
export type ProgressListener = (event: ProgressEvent) => void;
