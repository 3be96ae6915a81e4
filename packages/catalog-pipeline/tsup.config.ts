import { defineConfig } from 'tsup';

const shared = { target: 'node22' } as const;

export default defineConfig([
  { ...shared, entry: ['src/index.ts'], format: ['esm', 'cjs'], dts: true },
  // Programs, not modules to import: ESM alone will do.
  { ...shared, entry: ['src/cli.ts', 'src/demo.ts', 'src/write-sample.ts'], format: ['esm'] },
]);
