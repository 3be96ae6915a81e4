/**
 * Aborts at the first Ctrl-C, so that a push can end cleanly and say what it did. A second one ends the process at once: with our handler gone
 * Node's own applies.
 */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort(new Error('Interrupted by Ctrl-C.')));
  return controller.signal;
}
