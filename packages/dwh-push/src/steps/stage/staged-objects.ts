import type { ObjectStore } from '../../ports/object-store.js';

/** The objects that one push has staged, and only that push: their names hold its id. */
export class StagedObjects {
  readonly #store: ObjectStore;
  readonly #names: string[] = [];

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  /** To be said before an object is created: a creation whose answer was lost has an object to remove too. */
  add(name: string): void {
    this.#names.push(name);
  }

  get uris(): readonly string[] {
    return this.#names.map((name) => this.#store.uri(name));
  }

  get count(): number {
    return this.#names.length;
  }

  /** Removes them all, as far as that succeeds; what is left is the lifecycle rule's of the bucket. */
  async remove(): Promise<void> {
    const names = this.#names.splice(0);
    for (let at = 0; at < names.length; at += 16) {
      await Promise.allSettled(names.slice(at, at + 16).map((name) => this.#store.remove(name)));
    }
  }
}
