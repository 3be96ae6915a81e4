import type { Route } from './exchange.js';
import { pathSegments, xmlSegments } from './path-segments.js';

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

export interface Router {
  /** The route of a method and a path as it was sent; `allowed` lists the methods that the path has where the method is not among them. HEAD goes where GET does. */
  find(method: string, rawPath: string): Match | { readonly allowed: readonly string[] };
}

interface Pattern {
  readonly route: Route;
  readonly parts: readonly Part[];
}

type Patterns = Map<number, Pattern[]>;

type Part = { readonly literal: string } | { readonly name: string; readonly suffix: string };

/** Routes, indexed by length; among those of one length literals win over parameters, and parameters with a suffix over bare ones. */
export function createRouter(routes: readonly Route[]): Router {
  const byLength: Patterns = new Map();
  // Paths that start with a parameter are asked only for what is no other's.
  const anywhere: Patterns = new Map();
  for (const route of routes) {
    const parts = route.path.slice(1).split('/').map(parsePart);
    const home = parts[0] !== undefined && 'name' in parts[0] ? anywhere : byLength;
    home.set(parts.length, [...(home.get(parts.length) ?? []), { route, parts }]);
  }
  for (const patterns of byLength.values()) patterns.sort((a, b) => rank(b).localeCompare(rank(a)));

  return {
    find(method, rawPath) {
      const own = among(method === 'HEAD' ? 'GET' : method, pathSegments(rawPath), byLength);
      const object = 'route' in own || own.allowed.length > 0 ? undefined : xmlSegments(rawPath);
      return object === undefined ? own : among(method === 'HEAD' ? 'GET' : method, object, anywhere);
    },
  };
}

function among(method: string, segments: readonly string[], patterns: Patterns): ReturnType<Router['find']> {
  const allowed: string[] = [];
  for (const pattern of patterns.get(segments.length) ?? []) {
    const params = matchParts(pattern.parts, segments);
    if (params === undefined) continue;
    if (pattern.route.method === method) return { route: pattern.route, params };
    allowed.push(pattern.route.method);
  }
  return { allowed };
}

function parsePart(segment: string): Part {
  if (!segment.startsWith(':')) return { literal: segment };
  const [name = '', ...rest] = segment.slice(1).split(':');
  return { name, suffix: rest.length === 0 ? '' : `:${rest.join(':')}` };
}

function rank(pattern: Pattern): string {
  return pattern.parts.map((part) => ('literal' in part ? '2' : part.suffix === '' ? '0' : '1')).join('');
}

function matchParts(parts: readonly Part[], segments: readonly string[]): Record<string, string> | undefined {
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const segment = segments[index] ?? '';
    if ('literal' in part) {
      if (segment !== part.literal) return undefined;
    } else {
      if (!segment.endsWith(part.suffix) || segment.length === part.suffix.length) return undefined;
      params[part.name] = segment.slice(0, segment.length - part.suffix.length);
    }
  }
  return params;
}
