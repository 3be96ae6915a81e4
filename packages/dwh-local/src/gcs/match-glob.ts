import { invalid } from './refusals.js';

/**
 * Cloud Storage's globs as a test: `*` within a folder, `**` across folders, `?`, `[a-z]`, `[!a-z]`, `{a,b}`, backslash escapes.
 * https://docs.cloud.google.com/storage/docs/json_api/v1/objects/list#list-objects-and-prefixes-using-glob @throws ApiError 400 where it does not parse.
 */
export function globMatcher(glob: string): (name: string) => boolean {
  let pattern = '';
  let depth = 0;
  for (let at = 0; at < glob.length; at += 1) {
    const char = glob[at] ?? '';
    if (char === '*' && glob[at + 1] === '*') {
      // `**/` also stands for no folder at all.
      const slash = glob[at + 2] === '/';
      pattern += slash ? '(?:.*/)?' : '.*';
      at += slash ? 2 : 1;
    } else if (char === '*') pattern += '[^/]*';
    else if (char === '?') pattern += '[^/]';
    else if (char === '[') {
      const end = glob.indexOf(']', at + 2);
      if (end === -1) throw badGlob();
      const inside = glob.slice(at + 1, end).replace(/^[!^]/, '^').replace(/[\\[\]]/g, '\\$&');
      pattern += `[${inside}]`;
      at = end;
    } else if (char === '{') {
      depth += 1;
      pattern += '(?:';
    } else if (char === '}' && depth > 0) {
      depth -= 1;
      pattern += ')';
    } else if (char === ',' && depth > 0) pattern += '|';
    else pattern += escape(char === '\\' ? (glob[(at += 1)] ?? '\\') : char);
  }
  if (depth > 0) throw badGlob();
  try {
    const compiled = new RegExp(`^${pattern}$`, 'su');
    return (name) => compiled.test(name);
  } catch {
    throw badGlob();
  }
}

const escape = (char: string) => char.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

const badGlob = () => invalid('Invalid value for matchGlob.');
