#!/usr/bin/env node
if (Number(process.versions.node.split('.')[0]) < 22) {
  process.stderr.write(`dwh-push: Node ${process.versions.node} is too old; 22 or newer is needed.\n`);
  process.exit(1);
}
const { runCli } = await import('../dist/cli.js');
// Connections that a check has opened are not waited for.
process.exit(await runCli(process.argv.slice(2), (text) => process.stdout.write(text)));
