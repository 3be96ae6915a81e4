import { invalidArgument } from '../grpc/grpc-error.js';

/** Where an aspect is attached, and of which type. */
export interface AspectKey {
  /** `{project number}.{location}.{type}`. */
  readonly type: string;
  /** `Schema.column`, or empty: the entry itself. */
  readonly path: string;
}

/** Google's own aspect types: https://docs.cloud.google.com/dataplex/docs/enrich-entries-metadata#system-aspect-types */
export const SYSTEM_PROJECT_NUMBER = '655216118709';
const SYSTEM_PROJECT = 'dataplex-types';

/** A number like those that projects have, the same for the same id. Projects are taken by number as well as by id, and answered by number. */
export function projectNumber(project: string): string {
  if (/^\d+$/.test(project)) return project;
  if (project === SYSTEM_PROJECT) return SYSTEM_PROJECT_NUMBER;
  let hash = 0n;
  for (const byte of Buffer.from(project)) hash = (hash * 1_099_511_628_211n + BigInt(byte)) % 900_000_000_000n;
  return String(100_000_000_000n + hash);
}

/** Reads `project.location.type` or `project.location.type@path`. @throws GrpcError INVALID_ARGUMENT */
export function parseAspectKey(key: string): AspectKey {
  const [reference = '', ...path] = key.split('@');
  const found = /^(.+)\.([a-z0-9-]+)\.([a-z][a-z0-9-]*)$/.exec(reference);
  if (found === null) throw invalidArgument(`Invalid aspect key ${JSON.stringify(key)}: it is {project}.{location}.{aspect type}, and @path where the aspect is of a part of the entry.`);
  return { type: `${projectNumber(found[1] as string)}.${found[2]}.${found[3]}`, path: path.join('@') };
}

export function aspectKeyText({ type, path }: AspectKey): string {
  return path === '' ? type : `${type}@${path}`;
}

/** What a key or range of `aspect_keys` matches. */
export function keyMatcher(written: string): (key: AspectKey) => boolean {
  if (written.startsWith('*@')) {
    const path = written.slice(2);
    return (key) => key.path === path;
  }
  const wanted = parseAspectKey(written);
  return (key) => key.type === wanted.type && (wanted.path === '*' || key.path === wanted.path);
}

/** `projects/{project number}/locations/{location}/aspectTypes/{type}` of a reference. */
export function aspectTypeName(reference: string): string {
  const [, project, location, type] = /^(\d+)\.([^.]+)\.(.+)$/.exec(reference) as unknown as [string, string, string, string];
  return `projects/${project}/locations/${location}/aspectTypes/${type}`;
}
