import { ResourceTable } from '../resources/resource-table.js';

export const PRIMITIVE_TYPES = ['DOUBLE', 'STRING', 'BOOL', 'TIMESTAMP', 'RICHTEXT'] as const;

export type FieldType = { readonly primitiveType: (typeof PRIMITIVE_TYPES)[number] } | { readonly enumType: { readonly allowedValues: readonly { readonly displayName: string }[] } };

export interface TemplateField {
  readonly displayName: string;
  readonly type: FieldType;
  readonly isRequired: boolean;
  readonly description: string;
  readonly order: number;
}

export interface StoredTemplate {
  readonly name: string;
  readonly displayName: string;
  readonly isPubliclyReadable: boolean;
  readonly fields: Readonly<Record<string, TemplateField>>;
}

/** One of the values is there, under the key that the message has it under: `stringValue` say. */
export type TagValue = Readonly<Record<string, unknown>>;

export interface StoredTag {
  readonly name: string;
  readonly template: string;
  /** Empty for a tag of the whole table. */
  readonly column: string;
  readonly fields: Readonly<Record<string, TagValue>>;
  /** When the table was made: a table that is made anew has no tags. */
  readonly subject: number;
}

export const templates = new ResourceTable<StoredTemplate>('datacatalog.tagTemplate');
export const tags = new ResourceTable<StoredTag>('datacatalog.tag');
