/** Somebody who can ask. */
export interface Identity {
  /** `team-a@bm-local.iam.gserviceaccount.com`; what jobs and messages call them. */
  readonly email: string;
  readonly groups: readonly string[];
}

export function isServiceAccount(email: string): boolean {
  return email.endsWith('.gserviceaccount.com');
}

/** `serviceAccount:…` or `user:…`, as policies name them. */
export function memberOf({ email }: Identity): string {
  return `${isServiceAccount(email) ? 'serviceAccount' : 'user'}:${email}`;
}

/** Whether a policy's member is this identity; `hasBasicRole` tells of `projectOwner:p` and its kin. */
export function isMember(member: string, identity: Identity, hasBasicRole: (role: string, project: string) => boolean): boolean {
  if (member === 'allUsers' || member === 'allAuthenticatedUsers') return true;
  const [kind = '', name = ''] = splitMember(member);
  switch (kind) {
    case 'user':
    case 'serviceAccount':
      return member.toLowerCase() === memberOf(identity).toLowerCase();
    case 'group':
      return identity.groups.some((group) => group.toLowerCase() === name.toLowerCase());
    case 'domain':
      return identity.email.toLowerCase().endsWith(`@${name.toLowerCase()}`);
    case 'projectOwner':
    case 'projectEditor':
    case 'projectViewer':
      return hasBasicRole(`roles/${kind.slice('project'.length).toLowerCase()}`, name);
    default:
      return false;
  }
}

function splitMember(member: string): [string, string] {
  const mark = member.indexOf(':');
  return [member.slice(0, mark), member.slice(mark + 1)];
}
