// npm run release:pack: packs what is built into .release, and checks it as it is checked before it is published.
import { checkTarballs } from './check-tarballs.ts';
import { pack } from './pack.ts';

const packed = pack('.release', process.env['CI_PROJECT_URL']);
await checkTarballs(packed);
console.log(packed.map(({ tarball, packedBytes }) => `${tarball} ${String(packedBytes)} bytes`).join('\n'));
