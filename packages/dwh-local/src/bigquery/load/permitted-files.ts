import { ApiError } from '../../http/api-error.js';
import type { StagedFiles } from '../../gcs/staged-files.js';
import type { Caller } from '../../iam/caller.js';
import type { Resource } from '../../iam/resource.js';

/** The objects that a job's caller may read. The job itself fails where they may not: the service opens the files when the job runs. */
export function permittedFiles(files: StagedFiles, caller: Caller): StagedFiles {
  return {
    resolve: async (uri) => {
      const [, bucket = '', name = ''] = /^gs:\/\/([^/]+)\/(.+)$/s.exec(uri) ?? [];
      const require = (permission: string, resource: Resource) => requireFor(caller, uri, permission, resource);
      if (bucket !== '') {
        await require('storage.buckets.get', { kind: 'bucket', bucket });
        if (name.includes('*')) await require('storage.objects.list', { kind: 'bucket', bucket });
        else await require('storage.objects.get', { kind: 'object', bucket, object: name });
      }
      const found = await files.resolve(uri);
      try {
        for (const file of found.files) await require('storage.objects.get', { kind: 'object', bucket, object: file.uri.slice(`gs://${bucket}/`.length) });
      } catch (error) {
        found.release();
        throw error;
      }
      return found;
    },
  };
}

async function requireFor(caller: Caller, uri: string, permission: string, resource: Resource): Promise<void> {
  try {
    await caller.require(permission, resource);
  } catch (error) {
    // A bucket that is not there is reported with the URI.
    if (!(error instanceof ApiError) || error.status !== 403) return;
    const advice = `Please make sure ${uri} is accessible via appropriate IAM roles, e.g. Storage Object Viewer or Storage Object Creator.`;
    throw new ApiError(403, 'accessDenied', `Access Denied: BigQuery BigQuery: Permission denied while globbing file pattern. ${error.message} ${advice}`);
  }
}
