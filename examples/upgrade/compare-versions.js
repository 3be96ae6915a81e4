// Runs land.js in two folders, each with its own version of the library, and says what differs: node compare-versions.js . ../upgrade-next
import { execFileSync } from 'node:child_process';
import { isDeepStrictEqual } from 'node:util';

const [current, next] = process.argv.slice(2);
if (current === undefined || next === undefined) throw new Error('Usage: node compare-versions.js <folder> <folder with the other version>');

/** A process of its own for each: two versions do not meet. */
const landed = (folder) => JSON.parse(execFileSync(process.execPath, ['land.js'], { cwd: folder, encoding: 'utf8' }));

const [before, after] = [landed(current), landed(next)];
if (isDeepStrictEqual(before, after)) {
  console.log(`${current} and ${next} land the same ${before.rows.length} rows in the same columns`);
} else {
  console.log(JSON.stringify({ before, after }, undefined, 2));
  process.exitCode = 1;
}
