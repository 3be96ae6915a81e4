import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vitest/config';

/** Tests import the packages as users get them: built. `DWH_TEST_SRC=1` points them at the sources, for a quick loop while writing. */
const source = (name: string) => fileURLToPath(new URL(`./packages/${name}/src/index.ts`, import.meta.url));
const onSources = process.env['DWH_TEST_SRC'] === '1';
const alias = onSources ? { '@bm/dwh-push': source('dwh-push'), '@bm/dwh-local': source('dwh-local'), '@bm/catalog-pipeline': source('catalog-pipeline') } : {};

export default defineConfig({
  resolve: { alias },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'examples/*/test/**/*.test.{ts,js}', 'test/**/*.test.ts'],
    globalSetup: onSources ? ['packages/dwh-local/test/page/build-page.ts'] : [],
    // Vitest leaves one core out, which on two is half of them.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
