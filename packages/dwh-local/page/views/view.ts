/**
 * What the page shows for an address.
 * @param words - of the address, behind the view's name
 * @param place - where its content goes
 * @param signal - aborted as soon as another view was asked for
 * @throws Error whose message is shown below what is there already
 */
export type View = (words: readonly string[], place: HTMLElement, signal: AbortSignal) => Promise<void> | void;
