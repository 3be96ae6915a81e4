import { jobOf, type Job } from '../wire/job.js';
import { list, optional, text } from '../wire/json.js';
import { ApiFailure } from './api-failure.js';
import { call } from './call.js';
import { inProject } from './in-project.js';

const PAGE = 50;

export interface JobPage {
  readonly jobs: readonly Job[];
  readonly next: string | undefined;
}

/** The project's jobs, latest first: everybody's, or the caller's own where more is refused. */
export class JobList {
  #everybodys = true;

  constructor(private readonly signal: AbortSignal) {}

  /** As many pages as it takes to find a job that is wanted, as one. @throws ApiFailure */
  async pageWith(isWanted: (job: Job) => boolean, token?: string): Promise<JobPage> {
    const jobs: Job[] = [];
    let next = token;
    do {
      const page = await this.#page(next);
      jobs.push(...page.jobs);
      next = page.next;
    } while (next !== undefined && !jobs.some(isWanted));
    return { jobs, next };
  }

  async #page(pageToken: string | undefined): Promise<JobPage> {
    try {
      const query = { maxResults: PAGE, projection: 'full', pageToken, allUsers: this.#everybodys ? true : undefined };
      const { jobs, nextPageToken } = await call(await inProject('jobs'), { query, signal: this.signal });
      return { jobs: list(jobs, jobOf), next: optional(nextPageToken, text) };
    } catch (error) {
      if (!(error instanceof ApiFailure && error.status === 403 && this.#everybodys)) throw error;
      this.#everybodys = false;
      return this.#page(pageToken);
    }
  }
}
