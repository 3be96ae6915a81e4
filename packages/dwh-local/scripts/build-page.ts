/** Makes dist/page of page/, where the warehouse serves it from: one module, its style sheet and the document. A part of `npm run build`. */
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

await build({
  absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
  entryPoints: ['page/index.html', 'page/page.css', 'page/main.ts'],
  outdir: 'dist/page',
  bundle: true,
  format: 'esm',
  target: 'es2023',
  charset: 'utf8',
  loader: { '.html': 'copy' },
});
