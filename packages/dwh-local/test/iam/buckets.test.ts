import { expect, it } from 'vitest';

import { OWNER, refusal, startIamWarehouse, TEAM_A, type Clients, type IamWarehouse } from './iam-warehouse.js';

const BUCKET = 'a-bucket';

async function withBucket(role: string | undefined, work: (team: Clients, owner: Clients, iam: IamWarehouse) => Promise<void>): Promise<void> {
  await using iam = await startIamWarehouse();
  const owner = iam.as(OWNER);
  await owner.storage.createBucket(BUCKET, { location: 'EU' });
  if (role !== undefined) {
    const [policy] = await owner.storage.bucket(BUCKET).iam.getPolicy();
    policy.bindings.push({ role, members: [`serviceAccount:${TEAM_A}`] });
    await owner.storage.bucket(BUCKET).iam.setPolicy(policy);
  }
  await work(iam.as(TEAM_A), owner, iam);
}

it('takes the etag of a policy in either alphabet of base64', async () => {
  await using iam = await startIamWarehouse();
  const { storage } = iam.as(OWNER);
  await storage.createBucket('etags', { location: 'EU' });
  for (let round = 0; round < 12; round += 1) {
    const [policy] = await storage.bucket('etags').iam.getPolicy();
    await storage.bucket('etags').iam.setPolicy({ ...policy, etag: (policy.etag ?? '').replaceAll('+', '-').replaceAll('/', '_') });
  }
});

it('objectCreator creates, and neither reads nor replaces', () =>
  withBucket('roles/storage.objectCreator', async (team) => {
    const file = team.storage.bucket(BUCKET).file('x');
    await file.save('one', { resumable: false, preconditionOpts: { ifGenerationMatch: 0 } });
    expect(await refusal(file.save('two', { resumable: false }))).toMatchObject({ code: 403, message: expect.stringContaining('storage.objects.delete') });
    expect(await refusal(file.save('two', { resumable: false, preconditionOpts: { ifGenerationMatch: 0 } }))).toMatchObject({ code: 412 });
    expect(await refusal(file.download())).toMatchObject({ code: 403 });
    expect(await refusal(team.storage.bucket(BUCKET).getFiles())).toMatchObject({ code: 403, message: `${TEAM_A} does not have storage.objects.list access to the Google Cloud Storage bucket. Permission 'storage.objects.list' denied on resource (or it may not exist).` });
    expect(await refusal(file.copy(team.storage.bucket(BUCKET).file('y')))).toMatchObject({ message: expect.stringContaining('storage.objects.get') });
    expect(await refusal(team.storage.bucket(BUCKET).combine(['x'], 'z'))).toMatchObject({ message: expect.stringContaining('storage.objects.get') });
  }));

it('legacyObjectReader reads what it can name, and is not told what is missing', () =>
  withBucket('roles/storage.legacyObjectReader', async (team, owner) => {
    await owner.storage.bucket(BUCKET).file('there').save('x', { resumable: false });
    expect(String((await team.storage.bucket(BUCKET).file('there').download())[0])).toBe('x');
    expect(await refusal(team.storage.bucket(BUCKET).file('missing').getMetadata())).toMatchObject({ code: 403, message: expect.stringContaining('storage.objects.list') });
    expect(await refusal(owner.storage.bucket(BUCKET).file('missing').getMetadata())).toMatchObject({ code: 404 });
    expect(await refusal(team.storage.bucket(BUCKET).file('there').setMetadata({ contentType: 'a/b' }))).toMatchObject({ message: expect.stringContaining('storage.objects.update') });
  }));

it('an upload session is asked for once, and its URI is the secret from then on', () =>
  withBucket('roles/storage.objectCreator', async (team, owner, iam) => {
    const [uri] = await team.storage.bucket(BUCKET).file('big').createResumableUpload();
    expect((await fetch(uri, { method: 'PUT', body: 'bytes' })).status).toBe(200);
    const [late] = await team.storage.bucket(BUCKET).file('late').createResumableUpload();
    await owner.storage.bucket(BUCKET).file('late').save('first', { resumable: false });
    const refused = await fetch(late, { method: 'PUT', body: 'second' });
    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain('storage.objects.delete');
    expect(String((await owner.storage.bucket(BUCKET).file('late').download())[0])).toBe('first');
    const start = await fetch(`${iam.warehouse.endpoint}/upload/storage/v1/b/${BUCKET}/o?uploadType=resumable&name=other`, { method: 'POST' });
    expect(start.status).toBe(401);
  }));

it('a stream of the Node client, which forgets its credentials at other hosts than Google\'s, is let in with a header of its own', () =>
  withBucket('roles/storage.objectCreator', async (team, _owner, iam) => {
    const write = () => team.storage.bucket(BUCKET).file('streamed').save('bytes', { resumable: true, validation: false, preconditionOpts: { ifGenerationMatch: 0 } });
    expect((await refusal(write())).message).toContain('authentication credential');
    const authorization = `Bearer ${iam.warehouse.credentials.token(TEAM_A)}`;
    team.storage.interceptors.push({ request: (options) => ({ ...options, headers: { ...(options as { headers?: object }).headers, authorization } }) as never });
    await write();
  }));

it('a new bucket belongs to the owners and editors of its project', () =>
  withBucket(undefined, async (team, owner) => {
    const asked = ['storage.objects.get', 'storage.objects.create', 'storage.buckets.delete'];
    expect((await owner.storage.bucket(BUCKET).iam.testPermissions(asked))[0]).toEqual({ 'storage.objects.get': true, 'storage.objects.create': true, 'storage.buckets.delete': true });
    expect((await team.storage.bucket(BUCKET).iam.testPermissions(asked))[0]).toEqual({ 'storage.objects.get': false, 'storage.objects.create': false, 'storage.buckets.delete': false });
    expect(await refusal(team.storage.createBucket('mine'))).toMatchObject({ code: 403, message: expect.stringContaining('storage.buckets.create') });
    expect(await refusal(team.storage.getBuckets())).toMatchObject({ code: 403, message: expect.stringContaining('storage.buckets.list') });
  }));

it('conditions are shown to who asks for version 3 only, and policies are not overwritten unseen', () =>
  withBucket(undefined, async (_team, owner) => {
    const { iam } = owner.storage.bucket(BUCKET);
    const condition = { title: 'own', expression: "resource.name.startsWith('projects/_/buckets/a-bucket/objects/team-a/')" };
    const binding = { role: 'roles/storage.objectUser', members: [`serviceAccount:${TEAM_A}`], condition };
    expect(await refusal(iam.setPolicy({ bindings: [binding] }))).toMatchObject({ code: 400, message: expect.stringContaining('version 3') });
    await iam.setPolicy({ version: 3, bindings: [binding] });
    const [whole] = await iam.getPolicy({ requestedPolicyVersion: 3 });
    expect(whole).toMatchObject({ version: 3, bindings: [binding] });
    const [short] = await iam.getPolicy();
    expect(short.bindings[0]?.role).toMatch(/^roles\/storage\.objectUser_withcond_[0-9a-f]{20}$/);
    expect(await refusal(iam.setPolicy(short))).toMatchObject({ code: 400 });
    await iam.setPolicy({ ...whole, bindings: [binding, { role: 'roles/storage.admin', members: [`user:${OWNER}`] }] });
    expect(await refusal(iam.setPolicy(whole))).toMatchObject({ code: 412 });
    expect(await refusal(iam.setPolicy({ version: 3, bindings: [{ ...binding, condition: { title: 'x', expression: "request.time < timestamp('x')" } }] }))).toMatchObject({ code: 400, message: expect.stringContaining('request.time is not supported') });
  }));
