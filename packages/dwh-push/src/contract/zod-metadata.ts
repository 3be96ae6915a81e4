/**
 * What `.meta()` of a column says to this library; everything else in it is left alone. https://zod.dev/metadata
 */
export interface ColumnMetadata {
  /** The class of personal data that the column holds, `email` say: lower-case letters, digits, `_` and `-`. It is guarded by the policy tag that is called by it. */
  personalData?: string;
  /** The policy tag that guards the column, `projects/../policyTags/..`, in place of the one that is called by the class. */
  policyTag?: string;
}

declare module 'zod' {
  interface GlobalMeta extends ColumnMetadata {}
}
