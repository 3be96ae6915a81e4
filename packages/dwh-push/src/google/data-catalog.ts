import type { protos } from '@google-cloud/datacatalog';

import { DwhPushError } from '../errors.js';
import { DATASET_FIELDS, PERSONAL_DATA_FIELDS, type AspectField } from '../governance/aspect-fields.js';
import type { Catalog, DatasetAspect, PersonalDataAspect } from '../ports/catalog.js';
import type { Clock } from '../ports/clock.js';
import { ServiceError } from '../ports/service-error.js';
import type { TableRef } from '../ports/warehouse.js';
import { absentAsUndefined, callService } from './call-service.js';
import type { GrpcConnection } from './grpc-connection.js';

interface DataCatalogOptions {
  readonly grpc: GrpcConnection;
  /** Where the tag templates are. */
  readonly templateProject: string;
  /** The location of the tag templates; tags of every location use them. */
  readonly location: string;
  /** Whether tag templates that are missing are created: where no warehouse team has. */
  readonly createTypes: boolean;
  readonly enabled: boolean;
  readonly clock: Clock;
}

type Tag = protos.google.cloud.datacatalog.v1.ITag;
type TagField = protos.google.cloud.datacatalog.v1.ITagField;

/** A push does not wait for longer. */
const ANSWER_MS = 10_000;

const DATASET_TEMPLATE = 'dwh_dataset';
const PERSONAL_DATA_TEMPLATE = 'dwh_personal_data';
/** What a service may answer that is no more. */
const GONE = new Set(['failedPrecondition', 'unimplemented']);

/**
 * The discontinued Data Catalog, for organizations that still have it: tags in place of aspects.
 * https://docs.cloud.google.com/data-catalog/docs/deprecations
 */
export function dataCatalog({ grpc, templateProject, location, createTypes, enabled, clock }: DataCatalogOptions): Catalog {
  const parent = `projects/${templateProject}/locations/${location.toLowerCase()}`;
  const template = (id: string) => `${parent}/tagTemplates/${id}`;
  const connected = () => Promise.all([grpc.dataCatalog(), grpc.callOptions(ANSWER_MS)]);

  const call = <T>(name: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> =>
    callService(`datacatalog.${name}`, work, { clock, signal }).catch((error: unknown) => {
      if (!(error instanceof ServiceError && GONE.has(error.reason))) throw error;
      throw new DwhPushError('REGISTER_DISCONTINUED', `The entries and tags of Data Catalog, which Google discontinued on June 1, 2026, are not served: ${error.reason} (${error.where}).`, { cause: error });
    });

  let templatesMade = false;
  async function makeTemplates(signal: AbortSignal | undefined): Promise<void> {
    if (templatesMade) return;
    const [client, options] = await connected();
    for (const [tagTemplateId, fields] of [[DATASET_TEMPLATE, DATASET_FIELDS], [PERSONAL_DATA_TEMPLATE, PERSONAL_DATA_FIELDS]] as const) {
      const tagTemplate = { displayName: tagTemplateId, fields: Object.fromEntries(fields.map((field, order) => [field.name, { displayName: field.name, description: field.annotations.description, order, type: typeOf(field) }])) };
      await call('tagTemplates.create', () => client.createTagTemplate({ parent, tagTemplateId, tagTemplate }, options), signal).catch((error: unknown) => {
        // There already, or somebody else's to make.
        if (!(error instanceof ServiceError && (error.status === 409 || error.forbidden))) throw error;
      });
    }
    templatesMade = true;
  }

  /** The name of a table's entry, and the tags on it. */
  async function look({ project, dataset, table }: TableRef, signal?: AbortSignal): Promise<{ readonly entry: string; readonly tags: readonly Tag[] }> {
    const [client, options] = await connected();
    const linkedResource = `//bigquery.googleapis.com/projects/${project}/datasets/${dataset}/tables/${table}`;
    const [found] = await call('entries.lookup', () => client.lookupEntry({ linkedResource }, options), signal);
    const entry = found.name as string;
    const [tags] = await call('tags.list', () => client.listTags({ parent: entry }, options), signal);
    return { entry, tags };
  }

  return {
    available: enabled && grpc.available,
    async attach(table, _location, { dataset, columns }, signal) {
      const [client, options] = await connected();
      if (createTypes) await makeTemplates(signal);
      const { entry, tags } = await look(table, signal);
      const wanted: Tag[] = [
        { template: template(DATASET_TEMPLATE), fields: fieldsOf(dataset, DATASET_FIELDS) },
        ...[...columns].map(([column, aspect]) => ({ template: template(PERSONAL_DATA_TEMPLATE), column, fields: fieldsOf({ ...aspect }, PERSONAL_DATA_FIELDS) })),
      ];
      for (const tag of wanted) {
        const present = tags.find((other) => idOf(other) === idOf(tag) && (other.column ?? '') === (tag.column ?? ''));
        if (present === undefined) await call('tags.create', () => client.createTag({ parent: entry, tag }, options), signal);
        else await call('tags.update', () => client.updateTag({ tag: { ...tag, name: present.name as string }, updateMask: { paths: ['fields'] } }, options), signal);
      }
    },
    async read(table) {
      const found = await absentAsUndefined(look(table));
      let dataset: DatasetAspect | undefined;
      const columns = new Map<string, PersonalDataAspect>();
      for (const tag of found?.tags ?? []) {
        const values = valuesOf(tag.fields ?? {});
        if (idOf(tag) === DATASET_TEMPLATE) dataset = values;
        else if (idOf(tag) === PERSONAL_DATA_TEMPLATE && tag.column) columns.set(tag.column, values as unknown as PersonalDataAspect);
      }
      return dataset === undefined ? undefined : { dataset, columns };
    },
  };
}

/** Names come back with the project's id or number. */
function idOf({ template }: Tag): string | undefined {
  return template?.slice(template.lastIndexOf('/') + 1);
}

function typeOf({ type, enumValues = [] }: AspectField): protos.google.cloud.datacatalog.v1.IFieldType {
  if (type === 'enum') return { enumType: { allowedValues: enumValues.map(({ name }) => ({ displayName: name })) } };
  return { primitiveType: type === 'int' ? 'DOUBLE' : type === 'datetime' ? 'TIMESTAMP' : 'STRING' };
}

function fieldsOf(values: DatasetAspect, fields: readonly AspectField[]): Record<string, TagField> {
  return Object.fromEntries(fields.flatMap(({ name, type }) => (values[name] === undefined ? [] : [[name, fieldOf(values[name], type)]])));
}

function fieldOf(value: string | number, type: AspectField['type']): TagField {
  if (type === 'int') return { doubleValue: Number(value) };
  if (type === 'enum') return { enumValue: { displayName: String(value) } };
  if (type === 'string') return { stringValue: String(value) };
  const at = Date.parse(String(value));
  return { timestampValue: { seconds: Math.floor(at / 1000), nanos: (at % 1000) * 1_000_000 } };
}

function valuesOf(fields: Readonly<Record<string, TagField>>): DatasetAspect {
  return Object.fromEntries(
    Object.entries(fields).map(([name, { stringValue, doubleValue, enumValue, timestampValue }]) => [
      name,
      timestampValue ? new Date(Number(timestampValue.seconds) * 1000 + Number(timestampValue.nanos ?? 0) / 1e6).toISOString() : (enumValue?.displayName ?? stringValue ?? doubleValue ?? undefined),
    ]),
  );
}
