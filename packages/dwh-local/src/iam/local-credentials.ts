import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { LocalWarehouseError } from '../local-warehouse-error.js';
import type { Tokens } from './tokens.js';

/** Credentials of the identities that the option `iam` named. They are secrets of this warehouse alone, and end with it. Every method throws LocalWarehouseError INVALID_OPTION for somebody else. */
export interface LocalCredentials {
  /** The identity's bearer token. */
  token(email: string): string;
  /** A credential configuration of workload identity federation: what `GoogleAuth({ credentials })` takes. */
  configuration(email: string): Record<string, unknown>;
  /** Writes that configuration to a file in the data directory, for `GOOGLE_APPLICATION_CREDENTIALS`; answers its path. */
  file(email: string): string;
}

export function localCredentials(tokens: Tokens | undefined, endpoint: string, dir: string): LocalCredentials {
  const token = (email: string) => {
    const found = tokens?.tokenOf(email);
    if (found === undefined) throw new LocalWarehouseError('INVALID_OPTION', `There is no identity ${email}: name it in the option iam.identities.`);
    return found;
  };
  const configuration = (email: string) => {
    const path = join(dir, `identity-${encodeURIComponent(email)}.token`);
    writeFileSync(path, token(email), { mode: 0o600 });
    return {
      type: 'external_account',
      audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/dwh-local/providers/dwh-local',
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      token_url: `${endpoint}/v1/token`,
      credential_source: { file: path },
    };
  };
  return {
    token,
    configuration,
    file: (email) => {
      const path = join(dir, `identity-${encodeURIComponent(email)}.json`);
      writeFileSync(path, JSON.stringify(configuration(email), null, 2), { mode: 0o600 });
      return path;
    },
  };
}
