/** What a package may weigh, in bytes of its tarball: about a quarter more than it does. Raise it on purpose, with a word in the commit of what became worth it. */
export const SIZE_BUDGETS: Readonly<Record<string, number>> = {
  '@bm/dwh-push': 400_000,
  '@bm/dwh-local': 660_000,
  '@bm/catalog-pipeline': 570_000,
};
