// npm run sbom: what is installed with each package: .release/sbom/<package>.cdx.json (CycloneDX), and the licences of it all in .release/licences.csv.
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { billOfMaterials, licenceOf, type Bill } from './bill-of-materials.ts';
import { publicPackages } from './packages.ts';
import { output } from './run.ts';

const directory = '.release/sbom';
mkdirSync(directory, { recursive: true });
const whole = JSON.parse(output('npm', ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'library', '--package-lock-only'])) as Bill;
const packages = publicPackages();
const lines = new Set<string>();
for (const pkg of packages) {
  const bill = billOfMaterials(whole, pkg, packages);
  writeFileSync(join(directory, `${basename(pkg.directory)}.cdx.json`), `${JSON.stringify(bill, null, 2)}\n`);
  for (const component of bill.components) if (!packages.some(({ name }) => name === component.name)) lines.add([component.name, component.version, licenceOf(component)].map((value) => `"${value}"`).join(','));
}
writeFileSync('.release/licences.csv', `"package","version","licence"\n${[...lines].toSorted().join('\n')}\n`);
console.log(`${String(lines.size)} packages are installed with ours: ${directory}, .release/licences.csv`);
