import { createHash } from 'node:crypto';

import type { DuckDBConnection } from '@duckdb/node-api';

import { rows } from '../engine/engine.js';

/** Google's own project with the types that everybody has. */
export const SYSTEM_PROJECT = 'dataplex-types';
const SYSTEM_NUMBER = '655216118709';

/** The number that a project has here, always the same: 12 digits, as Google's are. */
export function projectNumber(project: string): string {
  if (project === SYSTEM_PROJECT) return SYSTEM_NUMBER;
  const digest = createHash('sha256').update(project).digest();
  return String(100_000_000_000n + (digest.readBigUInt64BE(0) % 900_000_000_000n));
}

/** Finds projects by either of their two names. */
export class Projects {
  readonly #own: string;

  constructor(own: string) {
    this.#own = own;
  }

  /** The id of a project given by id or by number. A number that no known project has stays what it is, and so leads to nothing. */
  async idOf(connection: DuckDBConnection, project: string): Promise<string> {
    if (!/^\d+$/.test(project)) return project;
    if (project === SYSTEM_NUMBER) return SYSTEM_PROJECT;
    if (projectNumber(this.#own) === project) return this.#own;
    const known = await rows<{ project: string }>(connection, "SELECT DISTINCT project FROM bq.datasets UNION SELECT DISTINCT split_part(name, '/', 2) FROM resources.named");
    return known.find((row) => projectNumber(row.project) === project)?.project ?? project;
  }

  /** A resource name that starts with `projects/`, with the project's id. */
  async canonicalName(connection: DuckDBConnection, name: string): Promise<string> {
    const [, project, rest] = /^projects\/([^/]+)(.*)$/s.exec(name) ?? [];
    return project === undefined ? name : `projects/${await this.idOf(connection, project)}${rest}`;
  }
}

/** The same name with the project's number. */
export function numberedName(name: string): string {
  return name.replace(/^projects\/([^/]+)/, (_all, project: string) => `projects/${/^\d+$/.test(project) ? project : projectNumber(project)}`);
}
