import { output, outputIfAny, run } from './run.ts';

/** In the messages of the commits that make versions. */
const TRAILER = 'Makes-Versions';

export const head = (root?: string): string => output('git', ['rev-parse', 'HEAD'], root);

/** The last commit that made versions; undefined: there is none yet. */
export const lastVersionCommit = (from = 'HEAD'): string | undefined => outputIfAny('git', ['log', '-1', '--first-parent', `--grep=^${TRAILER}: `, '--format=%H', from]) || undefined;

/** What is committed as a version is what making it has changed, and nothing that lay about. @throws Error */
export function requireCleanTree(): void {
  const changed = output('git', ['status', '--porcelain', '--untracked-files=normal']);
  if (changed !== '') throw new Error(`The working tree is not as it was committed; commit, ignore or remove what is in it. Nothing was published.\n${changed}`);
}

/** Commits everything that making versions has changed. */
export function commitVersions(made: readonly string[]): void {
  run('git', ['add', '--all']);
  run('git', ['commit', '--quiet', '--message', `Release ${made.join(', ')}`, '--message', `${TRAILER}: ${made.join(' ')}`]);
}

/** Whether `commit` made versions, directly on top of `parent`. */
export function isVersionCommitOn(commit: string, parent: string): boolean {
  return lastVersionCommit(commit) === commit && outputIfAny('git', ['rev-parse', `${commit}^`]) === parent;
}

export const hasTag = (tag: string): boolean => outputIfAny('git', ['rev-parse', '--verify', `refs/tags/${tag}`]) !== undefined;

/** A file as it is in a commit, or at a tag; undefined: it is not there. */
export const fileAt = (commit: string, file: string): string | undefined => outputIfAny('git', ['show', `${commit}:${file}`]);

/** Tags a commit, and tells the remote; what is there stays as it is. */
export function pushTags(tags: readonly string[], commit: string): void {
  for (const tag of tags) if (!hasTag(tag)) run('git', ['tag', '--annotate', tag, '--message', tag, commit]);
  run('git', ['push', '--quiet', 'origin', ...tags.map((tag) => `refs/tags/${tag}`)]);
}
