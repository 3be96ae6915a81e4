import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { changelogSection } from './changelog-section.ts';
import { tagOf, type Package } from './packages.ts';

/**
 * Makes a release of GitLab, with the notes of the changelog, for every tag that has none. Does nothing outside of GitLab.
 *
 * @throws Error where GitLab refuses
 */
export async function makeGitlabReleases(packages: readonly Package[], root = process.cwd()): Promise<void> {
  const { CI_API_V4_URL: api, CI_PROJECT_ID: project, CI_JOB_TOKEN: token } = process.env;
  if (api === undefined || project === undefined || token === undefined) return console.log('Not in GitLab: no releases are made there.');
  for (const pkg of packages) {
    const tag = tagOf(pkg);
    const description = changelogSection(readFileSync(join(root, pkg.directory, 'CHANGELOG.md'), 'utf8'), pkg.version) ?? '';
    const response = await askPatiently(`${api}/projects/${encodeURIComponent(project)}/releases`, {
      method: 'POST',
      // Commands that are waited for lie between two requests: a connection that is kept would be closed by then.
      headers: { 'job-token': token, 'content-type': 'application/json', connection: 'close' },
      body: JSON.stringify({ tag_name: tag, name: tag, description }),
    });
    // https://docs.gitlab.com/api/releases/#create-a-release: 409, there is one.
    if (!response.ok && response.status !== 409) throw new Error(`GitLab makes no release ${tag}: ${String(response.status)} ${await response.text()}`);
    console.log(`${tag} ${response.ok ? 'has a release now.' : 'has a release.'}`);
  }
}

/** Asks again where the answer is lost or the server's fault; a release that the first request made after all is a 409 to the second. */
async function askPatiently(url: string, request: RequestInit, more = 2): Promise<Response> {
  const asked = fetch(url, request);
  if (more === 0) return asked;
  const response = await asked.catch(() => undefined);
  return response === undefined || response.status >= 500 ? askPatiently(url, request, more - 1) : response;
}
