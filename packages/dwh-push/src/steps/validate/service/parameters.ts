import type { QueryParameter } from '../../../ports/jobs.js';

/** The named parameters of a query: what a contract holds becomes no SQL. */
export class Parameters {
  readonly #all: QueryParameter[] = [];

  /** @returns how SQL calls it */
  add(type: QueryParameter['type'], value: QueryParameter['value']): string {
    const name = `p${this.#all.length}`;
    this.#all.push({ name, type, value });
    return `@${name}`;
  }

  get all(): readonly QueryParameter[] {
    return this.#all;
  }
}
