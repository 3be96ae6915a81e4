import type { ImportProgress } from '../pipeline.js';
import type { OutputStream } from './cli-io.js';
import type { Now, ProgressDisplay } from './progress-display.js';
import { progressPhase, progressText, progressTitle } from './progress-text.js';

const LINE_EVERY_MS = 10_000;

/** For files, pipes and schedulers: a line at every change of phase, and every ten seconds in between. */
export class ProgressLog implements ProgressDisplay {
  readonly #stream: OutputStream;
  readonly #now: Now;
  #heading = '';
  #title = '';
  #startedAt = 0;
  #writtenAt = 0;

  constructor(stream: OutputStream, now: Now) {
    this.#stream = stream;
    this.#now = now;
  }

  show(progress: ImportProgress): void {
    const title = progressTitle(progress);
    const heading = `${title} ${progressPhase(progress)}`;
    const now = this.#now();
    if (title !== this.#title) this.#startedAt = now;
    if (heading === this.#heading && now - this.#writtenAt < LINE_EVERY_MS) return;
    this.#title = title;
    this.#heading = heading;
    this.#writtenAt = now;
    this.#stream.write(`${title}  ${progressText(progress, now - this.#startedAt)}\n`);
  }

  end(): void {
    this.#heading = '';
    this.#title = '';
  }
}
