import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/index.ts', 'src/cli.ts'],
  format: ['esm', 'cjs'],
  dts: true,
  clean: true,
  target: 'node22',
  // Google's clients load when they are first used; a chunk of their own keeps `import` of the package fast.
  splitting: true,
});
