import type { GrpcMethod } from '../grpc/grpc-method.js';
import { iamPolicyMethods } from './iam-policy-methods.js';
import type { PolicyTagDeps } from './policy-tag-deps.js';
import { policyTagMethods } from './policy-tag-methods.js';
import { taxonomyMethods } from './taxonomy-methods.js';

/** google.cloud.datacatalog.v1.PolicyTagManager. */
export function createPolicyTagManager(deps: PolicyTagDeps): GrpcMethod[] {
  return [...taxonomyMethods(deps), ...policyTagMethods(deps), ...iamPolicyMethods(deps)];
}
