import type { OptionList } from '../supported-options.js';
import { BUCKET_SETTINGS } from './bucket-settings.js';
import { LIFECYCLE_CONDITIONS } from './lifecycle/lifecycle-rule.js';
import { NOTIFICATION_FIELDS } from './notifications/notification-config.js';
import { OBJECT_FIELDS } from './object-metadata.js';

function list(title: string, taken: readonly string[], refused: readonly string[], notes: Readonly<Record<string, string>> = {}): OptionList {
  return { title, options: [...taken, ...refused], taken: new Set(taken), notes };
}

const CONDITIONS = ['ifGenerationMatch', 'ifGenerationNotMatch', 'ifMetagenerationMatch', 'ifMetagenerationNotMatch'];

/** The options of Cloud Storage's requests, and which of them are taken. */
export const STORAGE_OPTIONS: readonly OptionList[] = [
  list('Bucket', ['name', 'location', ...BUCKET_SETTINGS.carried, ...BUCKET_SETTINGS.off], ['acl', 'defaultObjectAcl', 'ipFilter'], {
    iamConfiguration: 'uniform access always; publicAccessPrevention is kept',
    softDeletePolicy: 'nothing is kept unless it says so',
    ...Object.fromEntries(BUCKET_SETTINGS.off.map((name) => [name, 'only off or empty'])),
  }),
  list('Lifecycle rule', ['Delete', 'SetStorageClass', 'AbortIncompleteMultipartUpload', ...LIFECYCLE_CONDITIONS], [], { AbortIncompleteMultipartUpload: 'there are no such uploads' }),
  list('Object', OBJECT_FIELDS.carried, OBJECT_FIELDS.refused),
  list('objects.get', ['alt', 'generation', 'softDeleted', ...CONDITIONS, 'If-Match', 'If-None-Match', 'Range', 'Accept-Encoding'], ['restoreToken', 'x-goog-encryption-*'], { Range: 'one; of several the whole is sent' }),
  list('objects.insert', ['uploadType', 'name', 'contentEncoding', ...CONDITIONS, 'X-Goog-Hash', 'Content-MD5', 'X-Upload-Content-Type', 'X-Upload-Content-Length'], ['predefinedAcl', 'kmsKeyName', 'x-goog-encryption-*'], { uploadType: 'media, multipart, resumable' }),
  list('objects.list', ['prefix', 'delimiter', 'includeTrailingDelimiter', 'includeFoldersAsPrefixes', 'startOffset', 'endOffset', 'matchGlob', 'maxResults', 'pageToken', 'versions', 'softDeleted', 'filter'], [], { includeFoldersAsPrefixes: 'there are no folders' }),
  list('objects.patch, objects.update', ['generation', ...CONDITIONS, 'If-Match', 'If-None-Match'], ['predefinedAcl', 'overrideUnlockedRetention']),
  list('objects.copy, objects.rewrite', ['sourceGeneration', ...CONDITIONS, ...CONDITIONS.map((name) => name.replace('if', 'ifSource')), 'maxBytesRewrittenPerCall', 'rewriteToken'], ['destinationPredefinedAcl', 'destinationKmsKeyName', 'x-goog-copy-source-encryption-*']),
  list('objects.compose', ['sourceObjects', 'destination', 'deleteSourceObjects', 'ifGenerationMatch', 'ifMetagenerationMatch'], ['destinationPredefinedAcl', 'kmsKeyName']),
  list('Notification configuration', NOTIFICATION_FIELDS, []),
];
