import type { DuckDBConnection } from '@duckdb/node-api';

import type { StagedFile } from '../../gcs/staged-files.js';
import { JobFailure } from '../jobs/job-failure.js';
import type { Field } from '../schema/field.js';
import { parseSchema } from '../schema/parse-schema.js';
import type { ParquetFormat } from './parquet-format.js';
import { naturalType, parquetLeaf } from './parquet-leaf.js';
import { parquetList, isMap } from './parquet-list.js';
import { readParquetNodes, type ParquetNode } from './parquet-node.js';
import type { SourceSpec } from './source-spec.js';

type Body = Record<string, unknown>;

/**
 * The schema that self-describing files bring along, from the alphabetically last of them; undefined for other formats.
 * @throws JobFailure for a file that is no Parquet, or that has a column of a type that cannot be loaded.
 */
export async function fileSchema(connection: DuckDBConnection, spec: SourceSpec, files: readonly StagedFile[]): Promise<readonly Field[] | undefined> {
  const last = files.toSorted((left, right) => (left.uri < right.uri ? -1 : 1)).at(-1);
  if (spec.format !== 'PARQUET' || last === undefined) return undefined;
  const nodes = await parquetNodes(connection, last.uri, last.path);
  return parseSchema({ fields: nodes.map((node) => fieldBody(node, spec.parquet, last.uri)) });
}

/** @throws JobFailure for a file that is no Parquet */
export async function parquetNodes(connection: DuckDBConnection, uri: string, path: string): Promise<readonly ParquetNode[]> {
  return readParquetNodes(connection, path).catch(() => {
    throw new JobFailure({ reason: 'invalid', location: uri, message: `Error while reading data, error message: The file is not a valid Parquet file. File: ${uri}` });
  });
}

/** A column as a table's schema writes it. */
function fieldBody(node: ParquetNode, format: ParquetFormat, uri: string): Body {
  const { name } = node;
  const mode = node.repetition === 'OPTIONAL' ? 'NULLABLE' : node.repetition;
  if (isMap(node)) throw cannotLoad(uri, name, 'MAP');
  const list = parquetList(node);
  if (list === 'unsupported') throw cannotLoad(uri, name, 'LIST of two levels');
  if (list !== undefined) return listBody(node, list, mode, format, uri);
  if (node.physical === undefined) return { name, type: 'RECORD', mode, fields: node.children.map((child) => fieldBody(child, format, uri)) };
  const leaf = parquetLeaf(node);
  if ('unsupported' in leaf) throw cannotLoad(uri, name, leaf.unsupported);
  const type = naturalType(leaf, format);
  // How the service writes a decimal's text is not documented.
  if (leaf.kind === 'decimal' && type === 'STRING') throw cannotLoad(uri, name, 'DECIMAL as STRING');
  return { name, type, mode };
}

function listBody({ name }: ParquetNode, list: { repeated: ParquetNode; element: ParquetNode }, mode: string, format: ParquetFormat, uri: string): Body {
  const element = fieldBody(list.element, format, uri);
  if (!format.listInference) return { name, type: 'RECORD', mode, fields: [{ name: list.repeated.name, type: 'RECORD', mode: 'REPEATED', fields: [element] }] };
  if (element['mode'] === 'REPEATED') throw cannotLoad(uri, name, 'LIST of LIST with enableListInference');
  return { ...element, name, mode: 'REPEATED' };
}

export function cannotLoad(uri: string, column: string, what: string): JobFailure {
  return new JobFailure({ reason: 'notImplemented', location: uri, message: `Not implemented by the local warehouse: loading Parquet column ${column} of type ${what}. File: ${uri}` });
}
