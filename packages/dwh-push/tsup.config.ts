import { defineConfig } from 'tsup';

// Splitting stays at its default, which is ESM only: tsup rewrites the classes of CommonJS chunks, and they lose their names.
export default defineConfig({
  entry: ['src/index.ts', 'src/cli.ts'],
  format: ['esm', 'cjs'],
  dts: { entry: 'src/index.ts' },
  clean: true,
  target: 'node22',
});
