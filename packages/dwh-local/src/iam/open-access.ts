import type { Engine } from '../engine/engine.js';
import { AccessControl } from './access-control.js';
import type { IamOptions } from './iam-options.js';
import { PolicyStore } from './policy-store.js';
import { nameOf } from './resource.js';
import type { Tokens } from './tokens.js';
import { warehouseResources } from './warehouse-resources.js';

export interface Identities {
  readonly options: IamOptions;
  readonly tokens: Tokens;
}

/** Access control over an engine. The policies that the options give replace what the directory has of earlier runs. */
export async function openAccess(engine: Engine, project: string, identities: Identities | undefined): Promise<AccessControl> {
  const policies = new PolicyStore(engine);
  await policies.start();
  if (identities !== undefined) {
    await policies.put(nameOf({ kind: 'project', project }), identities.options.bindings ?? []);
    for (const [email, { bindings = [] }] of Object.entries(identities.options.identities)) await policies.put(nameOf({ kind: 'serviceAccount', email }), bindings);
  }
  return new AccessControl({ policies, source: warehouseResources(engine), project, ...(identities === undefined ? {} : { identities }) });
}
