import type { Contract } from '../../contract/contract.js';
import { asLabelValue } from '../../contract/labels.js';

/** The labels that a push sets on its table and its jobs: by whom, and by what. */
export function tableLabels(contract: Contract, team: string | undefined): Readonly<Record<string, string>> {
  return { managed_by: 'dwh-push', ...(team === undefined ? {} : { team: asLabelValue(team) }), ...contract.labels };
}
