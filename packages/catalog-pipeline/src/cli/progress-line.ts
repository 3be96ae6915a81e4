import type { ImportProgress } from '../pipeline.js';
import type { OutputStream } from './cli-io.js';
import type { Now, ProgressDisplay } from './progress-display.js';
import { progressPhase, progressText, progressTitle } from './progress-text.js';

/** Often enough to look alive, rarely enough not to flicker. */
const REDRAW_EVERY_MS = 100;
const CLEAR_TO_END = '\u001b[K';

/** For terminals: one line per table or day, written over itself. */
export class ProgressLine implements ProgressDisplay {
  readonly #stream: OutputStream;
  readonly #now: Now;
  #title: string | undefined;
  #phase = '';
  #startedAt = 0;
  #drawnAt = 0;
  #last: ImportProgress | undefined;

  constructor(stream: OutputStream, now: Now) {
    this.#stream = stream;
    this.#now = now;
  }

  show(progress: ImportProgress): void {
    const title = progressTitle(progress);
    const now = this.#now();
    if (title !== this.#title) {
      this.end();
      this.#title = title;
      this.#phase = '';
      this.#startedAt = now;
    }
    this.#last = progress;
    const phase = progressPhase(progress);
    if (phase === this.#phase && now - this.#drawnAt < REDRAW_EVERY_MS) return;
    this.#phase = phase;
    this.#draw(progress, now);
  }

  /** Draws the last state, which may have come too soon after the one before, and leaves the line. */
  end(): void {
    if (this.#last === undefined) return;
    this.#draw(this.#last, this.#now());
    this.#stream.write('\n');
    this.#last = undefined;
    this.#title = undefined;
  }

  #draw(progress: ImportProgress, now: number): void {
    this.#drawnAt = now;
    const line = `${progressTitle(progress)}  ${progressText(progress, now - this.#startedAt)}`;
    // A line that wraps cannot be written over. A terminal that does not know its width says 0.
    this.#stream.write(`\r${line.slice(0, (this.#stream.columns || 80) - 1)}${CLEAR_TO_END}`);
  }
}
