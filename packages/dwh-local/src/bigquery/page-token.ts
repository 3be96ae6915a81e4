import { invalid } from './refusals.js';

/** Page tokens are opaque to clients, so that nobody builds them by hand. */
export function pageToken(position: string): string {
  return Buffer.from(`at:${position}`).toString('base64url');
}

/** The position in a token, or '' without one. @throws ApiError 400 */
export function parsePageToken(token: string | null | undefined): string {
  if (token === null || token === undefined || token === '') return '';
  const text = Buffer.from(token, 'base64url').toString();
  if (!text.startsWith('at:')) throw invalid('Invalid value for: pageToken is not a valid value', 'pageToken');
  return text.slice(3);
}

/** A token that holds a row number. @throws ApiError 400 */
export function parseRowToken(token: string | null | undefined): number | undefined {
  const text = parsePageToken(token);
  if (text === '') return undefined;
  if (!/^\d{1,15}$/.test(text)) throw invalid('Invalid value for: pageToken is not a valid value', 'pageToken');
  return Number(text);
}

/** A token for the next row of rows that may change; `version` tells whether they have. */
export function rowToken(row: number, version: string): string {
  return pageToken(`${row}@${version}`);
}

/** The row that a token for changing rows starts at; undefined without a token. @throws ApiError 400, also where the rows are no longer those that the token was made for */
export function rowOfToken(token: string | null | undefined, version: string): number | undefined {
  const text = parsePageToken(token);
  if (text === '') return undefined;
  const at = text.indexOf('@');
  if (at >= 0 && text.slice(at + 1) !== version) throw invalid('The rows have changed since this pageToken was made: read them again from the start.', 'pageToken');
  return parseRowToken(at < 0 ? token : pageToken(text.slice(0, at)));
}
