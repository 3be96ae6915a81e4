import { DwhPushError } from '@bm/dwh-push';

const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 3_600_000;

/**
 * Pushes until it is done, or trying again makes no sense. The same push twice is safe, whatever became of the first: the lease of the partition lets one at a time write, and what is there already is not loaded again.
 *
 * @param push - called for every try
 * @param pause - waits so many milliseconds, or throws when the service is to end
 */
export async function pushWithRetries(push, { tries, pause, log }) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await push();
    } catch (error) {
      if (!DwhPushError.isInstance(error) || !canSucceedLater(error) || attempt === tries) throw error;
      const ms = Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS);
      log.info({ code: error.code, attempt, ms }, 'will try again');
      await pause(ms);
    }
  }
}

/** What the library calls retryable; and a file that is not there yet, because an export may be late. */
function canSucceedLater({ code, retryable }) {
  return code !== 'ABORTED' && (retryable || code === 'SOURCE_NOT_FOUND');
}
