import { posix } from 'node:path';

/** `[text](../../docs/x.md#part)`: a link to what is in the repository and not in the package. */
const OUTSIDE = /\[([^\]]+)\]\((\.\.\/[^)\s]+)\)/g;

/**
 * The README of a package as its users get it, who have no repository around it: what it links to there is named by its address, or by its path where
 * that is not known.
 *
 * @param directory of the package in the repository, `packages/dwh-push`
 * @param files where the files of the repository are shown as they are in this commit, `https://host/group/project/-/blob/<commit>`
 */
export function packedReadme(text: string, directory: string, files: string | undefined): string {
  return text.replaceAll(OUTSIDE, (_, words: string, target: string) => {
    const path = posix.join(directory, target);
    return files === undefined ? `${words} (\`${path}\` in the repository)` : `[${words}](${files}/${path})`;
  });
}
