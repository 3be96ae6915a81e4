import { version } from './version.js';

const HELP = `dwh-local: a local warehouse that speaks the wire protocols of BigQuery, Cloud Storage, the catalog, policy tags, monitoring and lineage.

  dwh-local start [options]   serve a data directory until Ctrl-C, and print the variables to export

    --dir DIR             where the data lives (default .dwh, or DWH_LOCAL_DIR)
    --port PORT           default 9050; 0 picks a free one
    --grpc-port PORT      default 9051; 0 picks a free one
    --host HOST           default 127.0.0.1; there is no access control
    --allow-host NAME     a host name by which clients may call it besides localhost and addresses; may be repeated
    --memory SIZE         DuckDB's memory limit, 1GB say; default 80 % of the machine
    --project PROJECT     default bm-local, or what the directory belongs to
    --location LOCATION   default EU, or what the directory belongs to
    --push TOPIC=URL      where notifications of objects go, as Pub/Sub pushes them; may be repeated
    --data-catalog        serve the entries and tags of the discontinued Data Catalog as well

  dwh-local --version
  dwh-local --help
`;

/** Commands are loaded when they run: printing the help needs no database. */
const COMMANDS: Readonly<Record<string, () => Promise<(args: readonly string[]) => Promise<number>>>> = {
  start: async () => (await import('./start-command.js')).startCommand,
};

/** Runs the command line and sets the exit code: 0 done, 1 could not, 2 asked wrongly. */
export async function main(args: readonly string[]): Promise<void> {
  process.exitCode = await run(args);
}

async function run([name, ...rest]: readonly string[]): Promise<number> {
  if (name === '--version' || name === '-v') return print(`${version}\n`);
  if (name === '--help' || name === '-h' || name === 'help' || (name === 'start' && (rest.includes('--help') || rest.includes('-h')))) return print(HELP);
  const command = name === undefined || !Object.hasOwn(COMMANDS, name) ? undefined : COMMANDS[name];
  if (command !== undefined) return (await command())(rest);
  process.stderr.write(name === undefined ? HELP : `dwh-local: there is no command ${JSON.stringify(name)}. See dwh-local --help.\n`);
  return 2;
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}
