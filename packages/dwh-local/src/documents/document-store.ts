import { rows, type Engine } from '../engine/engine.js';

/** A resource of one of the smaller services, as JSON has it. */
export type Document = Readonly<Record<string, unknown>>;

interface Row {
  readonly name: string;
  readonly resource: string;
}

/** Named resources of one kind: taxonomies, say. Each write is one transaction of the warehouse's one database. */
export class DocumentStore<Kind extends Document> {
  readonly #engine: Engine;
  readonly #kind: string;

  constructor(engine: Engine, kind: string) {
    this.#engine = engine;
    this.#kind = kind;
  }

  /** To be awaited once before any store is used. */
  static async prepare(engine: Engine): Promise<void> {
    await engine.withConnection((connection) => connection.run('CREATE SCHEMA IF NOT EXISTS documents; CREATE TABLE IF NOT EXISTS documents.documents (kind TEXT NOT NULL, name TEXT NOT NULL, resource TEXT NOT NULL)'));
  }

  /** Runs `work` while nobody else changes resources of the kind. */
  lock<T>(work: () => Promise<T>): Promise<T> {
    return this.#engine.lock(`documents:${this.#kind}`, work);
  }

  async get(name: string): Promise<Kind | undefined> {
    const found = await this.#engine.withConnection((connection) => rows<Row>(connection, 'SELECT name, resource FROM documents.documents WHERE kind = $kind AND name = $name', { kind: this.#kind, name }));
    return found[0] === undefined ? undefined : (JSON.parse(found[0].resource) as Kind);
  }

  /** Those whose names begin with a prefix, by name. */
  async list(prefix: string): Promise<Kind[]> {
    const found = await this.#engine.withConnection((connection) => rows<Row>(connection, 'SELECT name, resource FROM documents.documents WHERE kind = $kind AND starts_with(name, $prefix) ORDER BY name', { kind: this.#kind, prefix }));
    return found.map(({ resource }) => JSON.parse(resource) as Kind);
  }

  async put(name: string, document: Kind): Promise<Kind> {
    await this.#engine.transaction(async (connection) => {
      await connection.run('DELETE FROM documents.documents WHERE kind = $kind AND name = $name', { kind: this.#kind, name });
      await connection.run('INSERT INTO documents.documents VALUES ($kind, $name, $resource)', { kind: this.#kind, name, resource: JSON.stringify(document) });
    });
    return document;
  }

  async delete(names: readonly string[]): Promise<void> {
    await this.#engine.transaction(async (connection) => {
      for (const name of names) await connection.run('DELETE FROM documents.documents WHERE kind = $kind AND name = $name', { kind: this.#kind, name });
    });
  }
}
