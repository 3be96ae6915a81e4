import { alreadyExists, GrpcError, invalidArgument } from '../grpc/grpc-error.js';
import { grpcMethod, type GrpcMethod } from '../grpc/grpc-method.js';
import { parseName } from '../resources/location-name.js';
import { change, DATA_CATALOG, type DataCatalogDeps } from './data-catalog-deps.js';
import { PRIMITIVE_TYPES, tags, templates, type FieldType, type StoredTemplate, type TemplateField } from './stored.js';

interface GivenField extends Omit<TemplateField, 'type'> {
  readonly type: { readonly primitiveType?: string; readonly enumType?: { readonly allowedValues: readonly { readonly displayName: string }[] } } | null;
}

type CreateRequest = { readonly parent: string; readonly tagTemplateId: string; readonly tagTemplate: { readonly displayName: string; readonly isPubliclyReadable: boolean; readonly fields: Readonly<Record<string, GivenField>> } | null };
type ByName = { readonly name: string };

const ID = /^[a-z_][a-z0-9_]{0,63}$/;

export function templateMethods(deps: DataCatalogDeps): GrpcMethod[] {
  const { engine, projects } = deps;
  const on = ({ name }: ByName) => name;
  return [
    grpcMethod('datacatalog', DATA_CATALOG, 'CreateTagTemplate', { 'datacatalog.tagTemplates.create': ({ parent }: CreateRequest) => parent }, ({ parent, tagTemplateId, tagTemplate }: CreateRequest) =>
      change(deps, async (connection) => {
        parseName(parent, 'projects/{project}/locations/{location}');
        if (!ID.test(tagTemplateId)) throw invalidArgument('tag_template_id must hold small letters, digits and underscores, not start with a digit, and be at most 64 characters long.');
        const name = `${await projects.canonicalName(connection, parent)}/tagTemplates/${tagTemplateId}`;
        if ((await templates.find(connection, name)) !== undefined) throw alreadyExists(`The tag template ${name}`);
        const template = { name, displayName: tagTemplate?.displayName ?? '', isPubliclyReadable: tagTemplate?.isPubliclyReadable ?? false, fields: fieldsOf(tagTemplate?.fields ?? {}) };
        await templates.put(connection, template);
        return answer(template);
      }),
    ),
    grpcMethod('datacatalog', DATA_CATALOG, 'GetTagTemplate', { 'datacatalog.tagTemplates.get': on }, ({ name }: ByName) =>
      engine.withConnection(async (connection) => answer(await templates.get(connection, await projects.canonicalName(connection, name)))),
    ),
    grpcMethod('datacatalog', DATA_CATALOG, 'DeleteTagTemplate', { 'datacatalog.tagTemplates.delete': on }, ({ name, force }: ByName & { readonly force: boolean }) =>
      change(deps, async (connection) => {
        const template = await templates.get(connection, await projects.canonicalName(connection, name));
        if (!force) throw new GrpcError('INVALID_ARGUMENT', 'force must be true: the tags that use the template go with it.');
        for (const tag of await tags.list(connection, '')) if (tag.template === template.name) await tags.remove(connection, tag.name);
        await templates.remove(connection, template.name);
        return {};
      }),
    ),
  ];
}

function fieldsOf(given: Readonly<Record<string, GivenField>>): Record<string, TemplateField> {
  if (Object.keys(given).length === 0) throw invalidArgument('A tag template needs a field.');
  return Object.fromEntries(
    Object.entries(given).map(([id, { displayName, isRequired, description, order, type }]) => {
      if (!ID.test(id)) throw invalidArgument(`${id} cannot be the id of a field: small letters, digits and underscores, not a digit first, at most 64 characters.`);
      return [id, { displayName, isRequired, description, order, type: typeOf(id, type) }];
    }),
  );
}

function typeOf(id: string, type: GivenField['type']): FieldType {
  const primitiveType = PRIMITIVE_TYPES.find((known) => known === type?.primitiveType);
  if (primitiveType !== undefined) return { primitiveType };
  const allowedValues = (type?.enumType?.allowedValues ?? []).map(({ displayName }) => ({ displayName }));
  if (allowedValues.length === 0) throw invalidArgument(`The field ${id} needs a primitive type or an enum with values.`);
  return { enumType: { allowedValues } };
}

function answer({ fields, ...template }: StoredTemplate): object {
  return { ...template, fields: Object.fromEntries(Object.entries(fields).map(([id, field]) => [id, { ...field, name: `${template.name}/fields/${id}` }])) };
}
