/** A text of Terraform's language, with nothing in it that is interpolated. */
export function hcl(text: string): string {
  return JSON.stringify(text).replaceAll('${', '$${').replaceAll('%{', '%%{');
}

export function hclList(texts: readonly string[]): string {
  return `[${texts.map(hcl).join(', ')}]`;
}

/**
 * A block, laid out as `terraform fmt` does.
 *
 * @param head - `resource "google_service_account" "shop"`
 * @param attributes - expressions by their names
 * @param inner - blocks in it
 */
export function block(head: string, attributes: Readonly<Record<string, string>>, ...inner: readonly string[]): string {
  const width = Math.max(...Object.keys(attributes).map((name) => name.length));
  const lines = Object.entries(attributes).map(([name, expression]) => `  ${name.padEnd(width)} = ${expression}`);
  const nested = inner.map((one) => one.replaceAll(/^(?=.)/gm, '  '));
  return `${head} {\n${[lines.join('\n'), ...nested].filter((part) => part !== '').join('\n\n')}\n}`;
}
