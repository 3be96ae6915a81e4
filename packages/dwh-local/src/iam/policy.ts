/** Who may do what, under a condition. */
export interface Binding {
  readonly role: string;
  /** `serviceAccount:…`, `user:…`, `group:…`, `domain:…`, `projectOwner:…`, `allUsers`, `allAuthenticatedUsers`. */
  readonly members: readonly string[];
  readonly condition?: { readonly expression: string; readonly title?: string; readonly description?: string };
}

/** The IAM policy of one resource. */
export interface Policy {
  readonly etag: string;
  readonly bindings: readonly Binding[];
}
