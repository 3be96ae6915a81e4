/** Before tests on the sources: the page is served as it was built, and there was no build. */
export async function setup(): Promise<void> {
  await import('../../scripts/build-page.ts');
}
