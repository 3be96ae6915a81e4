/** Settles like `promise`, or rejects with the signal's reason as soon as it aborts; the work itself goes on where it cannot be stopped. */
export async function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** `abortable` for many calls, one after the other, with one listener for all of them: what a listener for each would leave behind adds up where each is small. */
export function abortableCalls(signal: AbortSignal | undefined): { readonly call: <T>(work: () => Promise<T>) => Promise<T>; readonly end: () => void } {
  let stop: (reason: unknown) => void = () => undefined;
  const onAbort = () => stop(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  return {
    call: (work) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        stop = reject;
        work().then(resolve, reject);
      }),
    end: () => signal?.removeEventListener('abort', onAbort),
  };
}
