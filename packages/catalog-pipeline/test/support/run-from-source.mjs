// Lets Node run the packages' TypeScript sources, for the quick loop with DWH_TEST_SRC=1: `node --import <this file> ...`.
import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const packages = fileURLToPath(new URL('../../../', import.meta.url));

registerHooks({
  resolve(specifier, context, nextResolve) {
    const own = /^@bm\/([a-z-]+)$/.exec(specifier);
    if (own !== null) return nextResolve(pathToFileURL(`${packages}${own[1]}/src/index.ts`).href, context);
    if (specifier.startsWith('.') && specifier.endsWith('.js') && context.parentURL?.includes('/node_modules/') === false) {
      const source = new URL(specifier.replace('../dist/', '../src/').replace(/\.js$/, '.ts'), context.parentURL);
      if (existsSync(source)) return nextResolve(source.href, context);
    }
    return nextResolve(specifier, context);
  },
});
