/** Regions that lie in a multi-region or a dual-region: https://cloud.google.com/storage/docs/locations */
const CONTINENTS: Readonly<Record<string, string>> = { EU: 'europe', EUR4: 'europe', US: 'us', NAM4: 'us', ASIA: 'asia', ASIA1: 'asia' };

/**
 * Whether a load job of a dataset may read from a bucket: both in one place, or one inside the other. A dataset in the US multi-region reads from anywhere.
 * https://docs.cloud.google.com/bigquery/docs/batch-loading-data#data-locations
 */
export function isColocated(dataset: string, bucket: string): boolean {
  const [one, other] = [dataset.toUpperCase(), bucket.toUpperCase()];
  if (one === other || one === 'US') return true;
  const [oneContinent, otherContinent] = [CONTINENTS[one], CONTINENTS[other]];
  // Two regions differ, whatever their continent.
  if (oneContinent === undefined && otherContinent === undefined) return false;
  return (oneContinent ?? continentOf(one)) === (otherContinent ?? continentOf(other));
}

/** `EUROPE-WEST1` is in `europe`; `NORTHAMERICA-NORTHEAST1` and `US-CENTRAL1` differ, as Canada is not in the US. */
function continentOf(region: string): string {
  return region.split('-')[0]?.toLowerCase() ?? '';
}
