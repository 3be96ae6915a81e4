import { ApiError } from '../../http/api-error.js';
import { uploadRange, type UploadRange } from '../../http/content-range.js';
import type { Call, Reply } from '../../http/exchange.js';
import { checksumClaims } from '../checksum-claims.js';
import { objectResource } from '../object-resource.js';
import { notServed } from '../refusals.js';
import type { StorageService } from '../storage-service.js';
import { finishUpload } from './finish-upload.js';
import { UNIT_BYTES, type PartFile } from './part-file.js';
import type { UploadSession } from './upload-session.js';

/** A PUT to an upload session: a chunk, the last chunk, or the question how much is there. */
export async function receiveChunk(service: StorageService, call: Call, session: UploadSession): Promise<Reply> {
  const { outcome } = session;
  if (outcome.state === 'done') return { status: 200, json: objectResource(outcome.object, call.origin) };
  if (outcome.state === 'cancelled') throw new ApiError(410, 'uploadGone', 'The upload session was cancelled.');
  if (outcome.state === 'failed' && outcome.plain === true) return plain(outcome.status, outcome.message);
  if (outcome.state === 'failed') throw new ApiError(outcome.status, outcome.reason, outcome.message);
  if (!/^(?:identity)?$/i.test(call.headers['content-encoding'] ?? '')) throw notServed('A compressed chunk (Content-Encoding)');

  const range = uploadRange(call.headers['content-range']);
  const part = await service.uploads.part(session);
  requireTotal(session, range.total);
  if (range.kind === 'bytes') {
    if (range.first > part.size) return plain(503, `Invalid request.  According to the Content-Range header, the upload offset is ${range.first} byte(s), which exceeds already uploaded size of ${part.size} byte(s).`);
    const short = belowUnit(range);
    if (short !== undefined) {
      // As in the service, the session is of no use any more.
      await service.uploads.end(session, { state: 'failed', status: 400, reason: 'badRequest', message: short, plain: true });
      return plain(400, short);
    }
    const refusal = await append(call, part, range);
    if (refusal !== undefined) return refusal;
  }
  if (!isComplete(range, part)) return incomplete(call, part);
  requireTotal(session, part.size);
  const object = await finishUpload(service, session, part, checksumClaims({}, call.headers));
  return { status: 200, json: objectResource(object, call.origin) };
}

type Bytes = UploadRange & { kind: 'bytes' };

/** Takes the body in; the refusal where it is not what the range says. */
async function append(call: Call, part: PartFile, range: Bytes): Promise<Reply | undefined> {
  const { first, last, total } = range;
  const expected = last === undefined ? (total === undefined ? undefined : total - first) : last - first + 1;
  const stated = call.headers['content-length'] === undefined ? undefined : Number(call.headers['content-length']);
  if (expected !== undefined && stated !== undefined && stated !== expected) return wrongLength(range, stated, expected);
  const isLast = last === undefined || (total !== undefined && last + 1 === total);
  let received = 0;
  await part.append(call.body as AsyncIterable<Buffer>, part.size - first, (count) => {
    received = count;
    return isLast && (expected === undefined || count === expected);
  });
  return expected !== undefined && received !== expected ? wrongLength(range, received, expected) : undefined;
}

/** What is wrong with a chunk that is not the last one and too short. */
function belowUnit({ first, last, total }: Bytes): string | undefined {
  if (last === undefined || (total !== undefined && last + 1 === total) || last - first + 1 >= UNIT_BYTES) return undefined;
  return `Invalid request.  The number of bytes uploaded is required to be equal or greater than ${UNIT_BYTES}, except for the final request (it's recommended to be the exact multiple of ${UNIT_BYTES}).  The received request contained ${last - first + 1} bytes, which does not meet this requirement.`;
}

function isComplete(range: UploadRange, part: PartFile): boolean {
  if (range.total !== undefined) return part.size === range.total;
  return range.kind === 'bytes' && range.last === undefined;
}

function requireTotal(session: UploadSession, total: number | undefined): void {
  if (session.announced !== undefined && total !== undefined && total !== session.announced) {
    throw new ApiError(400, 'badRequest', `Invalid request.  The upload was announced with ${session.announced} byte(s), but this request says ${total}.`);
  }
}

/** 308, which some clients cannot read: they ask for it in a header. */
function incomplete(call: Call, part: PartFile): Reply {
  const range = part.size === 0 ? {} : { range: `bytes=0-${part.size - 1}` };
  if (/^yes$/i.test(String(call.headers['x-guploader-no-308'] ?? ''))) return { status: 200, headers: { ...range, 'x-http-status-code-override': '308' } };
  return { status: 308, headers: range };
}

function wrongLength({ first }: Bytes, received: number, expected: number): Reply {
  return plain(400, `Invalid request.  There were ${received} byte(s) in the request body.  There should have been ${expected} byte(s) (starting at offset ${first} and ending at offset ${first + expected - 1}) according to the Content-Range header.`);
}

/** The upload front end words its refusals as text, not as Google's error body. */
function plain(status: number, body: string): Reply {
  return { status, body };
}
