import packageJson from '../package.json' with { type: 'json' };
import type { CliIo } from './cli/cli-io.js';
import { EXIT, type ExitCode } from './cli/exit-code.js';
import { importCommand } from './cli/import-command.js';
import { interruptSignal } from './cli/interrupt-signal.js';
import { UsageError } from './cli/usage-error.js';

type Command = (argv: readonly string[], io: CliIo) => Promise<ExitCode>;

const COMMANDS: ReadonlyMap<string, Command> = new Map([['import', importCommand]]);

const HELP = `Usage: catalog-pipeline <command> [options]

  import     import the product catalog and publish both teams' views

  --help     this text; catalog-pipeline import --help for that command
  --version  the version
`;

/** Runs the command line; the caller exits with the code that comes back. */
export async function runCli(argv: readonly string[], io: CliIo = { stdout: process.stdout, stderr: process.stderr, signal: interruptSignal() }): Promise<ExitCode> {
  const [name, ...rest] = argv;
  if (name === '--help' || name === '--version') {
    io.stdout.write(name === '--help' ? HELP : `${packageJson.version}\n`);
    return EXIT.ok;
  }
  try {
    const command = COMMANDS.get(name ?? '');
    if (command === undefined) throw new UsageError(name === undefined ? 'A command is missing.' : `There is no command ${JSON.stringify(name)}.`);
    return await command(rest, io);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    io.stderr.write(`${error.message.replaceAll(/^/gm, 'error: ')}\nSee catalog-pipeline ${COMMANDS.has(name ?? '') ? `${name} ` : ''}--help\n`);
    return EXIT.usage;
  }
}
