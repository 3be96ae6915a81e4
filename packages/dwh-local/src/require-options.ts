import { complaintAboutIam } from './iam/iam-options.js';
import { LocalWarehouseError } from './local-warehouse-error.js';
import type { LocalWarehouseOptions } from './local-warehouse.js';

const KNOWN: Readonly<Record<keyof LocalWarehouseOptions, (value: unknown) => string | undefined>> = {
  dir: text,
  host: text,
  allowedHosts: (value) => (Array.isArray(value) && value.every((name) => typeof name === 'string' && /^[\w.-]+$/.test(name)) ? undefined : 'must be a list of host names without ports'),
  project: (value) => (typeof value === 'string' && /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/.test(value) ? undefined : 'must be a project id: 6 to 30 lowercase letters, digits and hyphens'),
  location: (value) => (typeof value === 'string' && /^[A-Za-z][A-Za-z0-9-]*$/.test(value) ? undefined : 'must be a location such as EU or europe-west1'),
  port,
  grpcPort: port,
  catalogDelay: (value) => (Number.isSafeInteger(value) && Number(value) >= 0 ? undefined : 'must be a whole number from 0'),
  dataCatalog: yesOrNo,
  iam: complaintAboutIam,
  memoryLimit: text,
  threads: (value) => (Number.isInteger(value) && Number(value) >= 1 ? undefined : 'must be a whole number from 1'),
  push: (value) => (typeof value === 'object' && value !== null && Object.values(value).every((url) => typeof url === 'string' && /^https?:\/\//.test(url) && URL.canParse(url)) ? undefined : 'must map topics to the URLs that get their messages'),
  keepAlive: yesOrNo,
};

/** @throws LocalWarehouseError INVALID_OPTION with all complaints at once. */
export function requireOptions(options: LocalWarehouseOptions): void {
  const complaints = Object.entries(options).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const check = name in KNOWN ? KNOWN[name as keyof LocalWarehouseOptions] : () => 'is not an option';
    const complaint = check(value);
    return complaint === undefined ? [] : [`${name} ${complaint}`];
  });
  if (complaints.length > 0) throw new LocalWarehouseError('INVALID_OPTION', `startLocalWarehouse: ${complaints.join('; ')}.`);
}

function port(value: unknown): string | undefined {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 65_535 ? undefined : 'must be a whole number from 0 to 65535';
}

function yesOrNo(value: unknown): string | undefined {
  return typeof value === 'boolean' ? undefined : 'must be true or false';
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? undefined : 'must be a text that is not empty';
}
