import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

import { ApiError } from './api-error.js';

/**
 * Keeps websites that the user visits away from the server on the user's machine: their scripts, forms and images, and those that have their own name
 * lead to 127.0.0.1 (DNS rebinding). Programs that are no browsers meet only the check of the name.
 *
 * @param allowedHosts - names, without port, that lead here besides the safe ones
 * @throws ApiError 403
 */
export function refuseStrangers({ headers, method }: IncomingMessage, allowedHosts: ReadonlySet<string>): void {
  const { host, origin } = headers;
  if (host !== undefined && host !== '' && !leadsHere(host, allowedHosts)) {
    throw new ApiError(403, 'forbidden', `The local warehouse does not answer to this host name. Use 127.0.0.1 or localhost, or allow the name: allowedHosts of startLocalWarehouse, dwh-local start --allow-host.`);
  }
  if (origin !== undefined && origin.toLowerCase() !== `http://${host ?? ''}`.toLowerCase()) throw new ApiError(403, 'forbidden', 'The local warehouse answers no requests of other websites (header Origin).');
  const site = headers['sec-fetch-site'];
  const followed = method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  if ((site === 'cross-site' || site === 'same-site') && !followed) throw new ApiError(403, 'forbidden', 'The local warehouse answers no requests of other websites (header Sec-Fetch-Site).');
}

/** Nobody else can have these names lead here: addresses, names without a dot, and domains that public DNS never gives away. */
function leadsHere(host: string, allowedHosts: ReadonlySet<string>): boolean {
  const name = host.replace(/:\d*$/, '').toLowerCase().replace(/\.$/, '');
  const bare = name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name;
  return isIP(bare) !== 0 || !name.includes('.') || name.endsWith('.localhost') || name.endsWith('.internal') || allowedHosts.has(name);
}
