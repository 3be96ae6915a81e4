/** The options of a request, and which of them are taken. */
export interface OptionList {
  readonly title: string;
  /** All that the service has. */
  readonly options: readonly string[];
  readonly taken: ReadonlySet<string>;
  /** What limits an option that is taken. */
  readonly notes?: Readonly<Record<string, string>>;
}

/** The lists as they stand in SUPPORTED.md. */
export function supportedOptions(title: string, lists: readonly OptionList[]): string {
  const rows = lists.map(({ title: name, options, taken, notes = {} }) => {
    const served = options.filter((option) => taken.has(option)).map((option) => `\`${option}\`${notes[option] === undefined ? '' : ` (${notes[option]})`}`);
    const refused = options.filter((option) => !taken.has(option)).map((option) => `\`${option}\``);
    return `| ${name} | ${served.join(', ')} | ${refused.join(', ')} |`;
  });
  return [`## ${title}`, '', '| of | taken | refused by name |', '|---|---|---|', ...rows, ''].join('\n');
}
