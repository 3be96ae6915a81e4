import type { Route } from './exchange.js';

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

export interface Router {
  /** The route of a method and path; `allowed` lists the methods that the path has where the method is not among them. */
  find(method: string, segments: readonly string[]): Match | { readonly allowed: readonly string[] };
}

interface Pattern {
  readonly route: Route;
  readonly parts: readonly Part[];
}

type Part = { readonly literal: string } | { readonly name: string; readonly suffix: string };

/** Routes, indexed by length; among those of one length literals win over parameters, and parameters with a suffix over bare ones. */
export function createRouter(routes: readonly Route[]): Router {
  const byLength = new Map<number, Pattern[]>();
  for (const route of routes) {
    const parts = route.path.slice(1).split('/').map(parsePart);
    const patterns = byLength.get(parts.length) ?? [];
    patterns.push({ route, parts });
    byLength.set(parts.length, patterns);
  }
  for (const patterns of byLength.values()) patterns.sort((a, b) => rank(b).localeCompare(rank(a)));

  return {
    find(method, segments) {
      const allowed: string[] = [];
      for (const pattern of byLength.get(segments.length) ?? []) {
        const params = matchParts(pattern.parts, segments);
        if (params === undefined) continue;
        if (pattern.route.method === method) return { route: pattern.route, params };
        allowed.push(pattern.route.method);
      }
      return { allowed };
    },
  };
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
