#!/usr/bin/env node
if (Number(process.versions.node.split('.')[0]) < 22) {
  process.stderr.write(`dwh-local: Node ${process.versions.node} is too old; 22 or newer is needed.\n`);
  process.exit(1);
}
const { main } = await import('../dist/cli.js');
await main(process.argv.slice(2));
