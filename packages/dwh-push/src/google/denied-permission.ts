const PERMISSION = /(?<![\w.@-])(?:bigquery|storage|datacatalog|dataplex|monitoring|datalineage|serviceusage|iam)\.[a-zA-Z]+\.[a-zA-Z]+\b/;

/**
 * The permission that a refusal names, in Google's words: `Permission bigquery.tables.getData denied on table ...`, `... does not have storage.objects.create access to ...`. Nothing else of such a
 * text is passed on. https://docs.cloud.google.com/iam/docs/permission-error-messages
 */
export function deniedPermission(text: unknown): string | undefined {
  return typeof text === 'string' && /denied|does not have|permission/i.test(text) ? PERMISSION.exec(text)?.[0] : undefined;
}
