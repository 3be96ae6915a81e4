import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { PartFile } from '../../gcs/resumable/part-file.js';
import type { StagedFile } from '../../gcs/staged-files.js';
import { uploadRange, type UploadRange } from '../../http/content-range.js';
import { ApiError } from '../../http/api-error.js';
import type { Call, Reply, Route } from '../../http/exchange.js';
import type { Caller } from '../../iam/caller.js';
import { needs, OPEN, projectIn } from '../../iam/route-access.js';
import { readMultipartRelated } from '../../http/multipart-related.js';
import { invalid } from '../refusals.js';
import { jobResource } from './job-resource.js';
import type { JobRecord } from './job-record.js';
import type { Jobs } from './jobs.js';

const PATH = '/upload/bigquery/v2/projects/:project/jobs';

interface Session {
  readonly project: string;
  readonly body: Record<string, unknown>;
  /** Who started the upload. */
  readonly caller: Caller;
  readonly directory: string;
  readonly part: PartFile;
  /** Set when the last byte is in: a repeated last request answers the same job. */
  job?: JobRecord;
}

/** Load jobs whose bytes come with the request. Unfinished resumable uploads live as long as the server. */
export function uploadRoutes(jobs: Jobs): Route[] {
  const sessions = new Map<string, Session>();
  return [
    { method: 'POST', path: PATH, id: 'bigquery.jobs.insert', access: needs('bigquery.jobs.create', projectIn), handler: (call) => start(jobs, sessions, call) },
    { method: 'PUT', path: PATH, id: 'bigquery.jobs.insert.chunk', access: OPEN, handler: (call) => receive(jobs, sessions, call) },
  ];
}

async function start(jobs: Jobs, sessions: Map<string, Session>, call: Call): Promise<Reply> {
  const type = call.query.get('uploadType');
  if (type === 'multipart') return multipart(jobs, call);
  if (type !== 'resumable') throw invalid(`Invalid value for: uploadType must be multipart or resumable`, 'uploadType');
  const body = await call.json();
  const directory = await mkdtemp(join(jobs.deps.workFolder, 'upload-'));
  const id = randomBytes(24).toString('base64url');
  sessions.set(id, { project: call.params['project'] ?? '', body, caller: call.caller, directory, part: await PartFile.open(join(directory, 'data')) });
  const location = new URL(call.url.pathname, call.origin);
  location.search = new URLSearchParams({ uploadType: 'resumable', upload_id: id }).toString();
  return { status: 200, headers: { location: location.href, 'x-guploader-uploadid': id } };
}

async function multipart(jobs: Jobs, call: Call): Promise<Reply> {
  const { metadata, media } = await readMultipartRelated(call.body as AsyncIterable<Buffer>, call.headers);
  const directory = await mkdtemp(join(jobs.deps.workFolder, 'upload-'));
  const path = join(directory, 'data');
  let size = 0;
  const counted = async function* () {
    for await (const chunk of media) {
      size += chunk.length;
      yield chunk;
    }
  };
  try {
    await pipeline(counted(), createWriteStream(path));
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
  return answer(jobs, await submit(jobs, call.caller, call.params['project'] ?? '', metadata, directory, path, size));
}

async function receive(jobs: Jobs, sessions: Map<string, Session>, call: Call): Promise<Reply> {
  const session = sessions.get(call.query.get('upload_id') ?? '');
  if (session === undefined || session.project !== call.params['project']) throw new ApiError(404, 'notFound', 'The upload session is not known.');
  if (session.job !== undefined) return answer(jobs, session.job);
  const range = uploadRange(call.headers['content-range']);
  if (range.kind === 'bytes') await append(call, session.part, range);
  const complete = range.total === undefined ? range.kind === 'bytes' && range.last === undefined : session.part.size === range.total;
  if (!complete) return { status: 308, headers: session.part.size === 0 ? {} : { range: `bytes=0-${session.part.size - 1}` } };
  session.job = await submit(jobs, session.caller, session.project, session.body, session.directory, session.part.path, session.part.size);
  return answer(jobs, session.job);
}

async function append(call: Call, part: PartFile, range: UploadRange & { kind: 'bytes' }): Promise<void> {
  const { first, last, total } = range;
  if (first > part.size) throw new ApiError(503, 'backendError', `The upload offset is ${first} byte(s), which exceeds the uploaded size of ${part.size} byte(s).`);
  const expected = last === undefined ? (total === undefined ? undefined : total - first) : last - first + 1;
  const isLast = last === undefined || (total !== undefined && last + 1 === total);
  await part.append(call.body as AsyncIterable<Buffer>, part.size - first, (received) => isLast && (expected === undefined || received === expected));
}

/** The file belongs to the job from here on, unless there is none. */
async function submit(jobs: Jobs, caller: Caller, project: string, body: Record<string, unknown>, directory: string, path: string, size: number): Promise<JobRecord> {
  const uploaded: StagedFile = { uri: 'uploaded data', path, size, generation: '0' };
  const discardUpload = () => void rm(directory, { recursive: true, force: true });
  try {
    return await jobs.insert(project, body, { caller, uploaded, discardUpload });
  } catch (error) {
    discardUpload();
    throw error;
  }
}

function answer(jobs: Jobs, job: JobRecord): Reply {
  return { status: 200, json: jobResource(job, jobs.deps.origin()) };
}
