/** How far data may travel, from the least guarded. */

export type Classification = 'public' | 'internal' | 'confidential' | 'restricted';
export const CLASSIFICATIONS: readonly Classification[] = ['public', 'internal', 'confidential', 'restricted'];

/** What a dataset says of itself to those who find it in the catalog. */
export interface Governance {
  /** Semantic version of the contract. */
  readonly version: string | undefined;
  /** Where to ask: an address, a channel, a URL. */
  readonly contact: string | undefined;
  readonly classification: Classification | undefined;
  /** When it is pushed, as cron has it: `0 6 * * *`. UTC. */
  readonly schedule: string | undefined;
}

const VERSION = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/;
const CRON = /^[\d*/,-]+ [\d*/,-]+ [\d*/,?LW-]+ [\dA-Za-z*/,-]+ [\dA-Za-z*/,?L#-]+$/;

/** What is wrong with what was written of it. */
export function governanceComplaints({ version, contact, classification, schedule }: Partial<Record<keyof Governance, unknown>>): string[] {
  const matches = (value: unknown, pattern: RegExp) => value === undefined || (typeof value === 'string' && pattern.test(value));
  return [
    ...(matches(version, VERSION) ? [] : ['version is not a semantic version such as 1.2.0']),
    ...(matches(contact, /^[^\r\n]{1,300}$/) ? [] : ['contact is not a line of text of at most 300 characters']),
    ...(classification === undefined || CLASSIFICATIONS.some((known) => known === classification) ? [] : [`classification is one of ${CLASSIFICATIONS.join(', ')}`]),
    ...(matches(schedule, CRON) ? [] : ['schedule is not a cron expression of five fields']),
  ];
}
