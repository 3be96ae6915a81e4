/** Multi-regions are written in capitals, regions in small letters, whatever the caller wrote. */
export function canonicalLocation(location: string | undefined, fallback: string): string {
  if (location === undefined || location === '') return fallback;
  return /^(us|eu)$/i.test(location) ? location.toUpperCase() : location.toLowerCase();
}
