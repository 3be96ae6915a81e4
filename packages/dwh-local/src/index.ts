export { startLocalWarehouse, type LocalWarehouse, type LocalWarehouseOptions } from './local-warehouse.js';
export { LocalWarehouseError, type LocalWarehouseErrorCode } from './local-warehouse-error.js';
export type { Fault, FaultHandle, FaultTarget } from './faults/fault.js';
export type { FaultPlan } from './faults/fault-plan.js';
export type { FixtureColumn, FixtureOptions, FixtureRows } from './fixtures/fixture.js';
export type { IamOptions, IdentityOptions } from './iam/iam-options.js';
export type { LocalCredentials } from './iam/local-credentials.js';
export type { Binding } from './iam/policy.js';
export type { LoggedRequest } from './http/request-log.js';
