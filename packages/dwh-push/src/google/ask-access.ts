import type { Probed } from '../ports/access-probes.js';
import { ServiceError } from '../ports/service-error.js';
import { DEFAULT_RETRY } from '../shared/retry.js';
import { systemClock } from '../shared/system-clock.js';
import { callService } from './call-service.js';

/** How long an answer is waited for. Clients of Google's that find nobody listening would try for a minute. */
const ANSWER_MS = 5_000;
/** What is asked about is wrong or not there: that was looked at after the permission. */
const REFUSED_OTHERWISE = new Set([400, 404, 409, 412]);
const ONCE = { ...DEFAULT_RETRY, maxTries: 1 };

export const GRANTED: Probed = { missing: [], unknown: [] };

/**
 * Makes a call that needs a permission. What is refused for another reason was allowed.
 *
 * @param work - may answer with the permissions that it found missing
 * @param absent - what to say where the thing that is asked about has to be there, and is not
 */
export async function askAccess(permission: string, work: () => Promise<unknown>, absent?: string): Promise<Probed> {
  try {
    const found = await callService('access', work, { clock: systemClock, retry: ONCE, tryMs: ANSWER_MS });
    return { missing: Array.isArray(found) && found.every((item) => typeof item === 'string') ? (found as string[]) : [], unknown: [] };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    if (error.status === 404 && absent !== undefined) return notKnown([permission], absent, true);
    if (REFUSED_OTHERWISE.has(error.status ?? 0)) return GRANTED;
    if (error.status !== 403 || !error.forbidden) return notKnown([permission], `no answer: ${error.reason}`, true);
    const { permission: named = permission } = error;
    // Without the other permission this one was not asked for.
    return { missing: [named], unknown: named === permission ? [] : notKnown([permission], `without ${named} it cannot be asked for`).unknown };
  }
}

export function notKnown(permissions: readonly string[], why: string, blocking = false): Probed {
  return { missing: [], unknown: [{ permissions, why, blocking }] };
}

export function allOf(probed: readonly Probed[]): Probed {
  return { missing: [...new Set(probed.flatMap(({ missing }) => missing))], unknown: probed.flatMap((one) => one.unknown) };
}
