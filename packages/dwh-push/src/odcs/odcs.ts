/** The Open Data Contract Standard, as much of it as a dataset's contract says. https://bitol-io.github.io/open-data-contract-standard/v3.0.1/ */
export interface OdcsContract {
  readonly apiVersion: string;
  readonly kind: 'DataContract';
  readonly id: string;
  readonly name?: string;
  readonly version: string;
  readonly status: string;
  readonly description?: { readonly purpose?: string };
  readonly team?: readonly { readonly username: string; readonly role?: string }[];
  readonly support?: readonly { readonly channel: string; readonly url: string }[];
  readonly servers?: readonly { readonly server: string; readonly type: string; readonly project?: string; readonly dataset?: string }[];
  readonly schema: readonly OdcsObject[];
  readonly slaProperties?: readonly { readonly property: string; readonly value: string | number; readonly unit?: string }[];
  readonly customProperties?: readonly CustomProperty[];
}

export interface OdcsObject {
  readonly name: string;
  readonly physicalName?: string;
  readonly logicalType: 'object';
  readonly physicalType?: string;
  readonly description?: string;
  readonly properties: readonly OdcsProperty[];
}

export interface OdcsProperty {
  readonly name?: string;
  readonly logicalType: 'string' | 'date' | 'number' | 'integer' | 'object' | 'array' | 'boolean';
  readonly physicalType: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly partitioned?: boolean;
  readonly logicalTypeOptions?: Readonly<Record<string, string | number | boolean>>;
  readonly properties?: readonly OdcsProperty[];
  readonly items?: OdcsProperty;
  readonly customProperties?: readonly CustomProperty[];
}

export interface CustomProperty {
  readonly property: string;
  readonly value: unknown;
}

export const ODCS_VERSION = 'v3.0.1';

export function customValue(properties: readonly CustomProperty[] | undefined, name: string): unknown {
  return properties?.find(({ property }) => property === name)?.value;
}
