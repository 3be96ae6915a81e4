import { invalidArgument } from '../grpc/grpc-error.js';

/** Takes a resource name apart by a pattern such as `projects/{project}/locations/{location}`. @throws GrpcError INVALID_ARGUMENT */
export function parseName(name: string, pattern: string): Record<string, string> {
  const keys: string[] = [];
  const source = pattern.replaceAll(/\{(\w+)(=\*\*)?\}/g, (_all, key: string, deep: string | undefined) => {
    keys.push(key);
    return deep === undefined ? '([^/]+)' : '(.+)';
  });
  const match = new RegExp(`^${source}$`, 's').exec(name);
  if (match === null) throw invalidArgument(`Invalid resource name ${JSON.stringify(name)}; the form is ${pattern.replaceAll('=**', '')}.`);
  return Object.fromEntries(keys.map((key, index) => [key, match[index + 1] ?? '']));
}

/** Google locations are written in small letters in resource names. */
export function sameLocation(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}
