import type { SchemaTree } from 'hyparquet';

import { absentInputOf } from '../../../contract/absent-input.js';
import type { Column } from '../../../contract/column.js';
import { BrokenRow } from '../../../batch/row-batch.js';
import { annotationOf } from './physical.js';
import { leafReader } from './leaf-reader.js';

/** Makes of what the library has assembled for a column what it means. */
export type NodeReader = (assembled: unknown) => unknown;

/** Thrown while readers are compiled: the file has a type that nothing can be made of. */
export class UnsupportedNode extends Error {
  override readonly name = 'UnsupportedNode';
}

/**
 * Compiles one column of a file, or a field inside one. A null becomes what the column's schema takes for NULL.
 *
 * @param column - the column of the contract that it is for; undefined where the contract has none, for the schema to judge
 * @throws UnsupportedNode with the path and type of what has no counterpart
 */
export function nodeReader(node: SchemaTree, column: Column | undefined): NodeReader {
  const absent = column === undefined ? 'required' : absentInputOf(column.schema);
  const none = absent !== 'required' && absent.given === null ? null : undefined;
  const read = valueReader(node, column);
  return (assembled) => (assembled === undefined || assembled === null ? none : read(assembled));
}

function valueReader(node: SchemaTree, column: Column | undefined): NodeReader {
  const { element, children } = node;
  const kind = element.logical_type?.type ?? element.converted_type;
  if (kind === 'LIST') return listReader(node, column);
  if (children.length > 0 && kind !== undefined) throw new UnsupportedNode(`${node.path.join('.')} (${kind})`);
  const read = children.length > 0 ? structReader(node, column) : leafOf(node, column);
  return element.repetition_type === 'REPEATED' ? arrayReader(read) : read;
}

/** https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#lists */
function listReader({ children, path }: SchemaTree, column: Column | undefined): NodeReader {
  const [repeated, ...more] = children;
  const [element, ...others] = repeated?.children ?? [];
  if (repeated?.element.repetition_type !== 'REPEATED' || more.length > 0 || others.length > 0) throw new UnsupportedNode(`${path.join('.')} (a list in a form of old)`);
  return arrayReader(element === undefined ? leafOf(repeated, column) : valueReader(element, column));
}

function arrayReader(read: NodeReader): NodeReader {
  return (assembled) => {
    const values: unknown[] = [];
    for (const item of assembled as Iterable<unknown>) {
      const value = item === undefined || item === null ? null : read(item);
      if (value instanceof BrokenRow) return value;
      values.push(value);
    }
    return values;
  };
}

function structReader({ children }: SchemaTree, column: Column | undefined): NodeReader {
  const fields = children.map((child) => {
    const { name } = child.element;
    return { name, read: nodeReader(child, column?.fields?.find((field) => field.name === name)) };
  });
  return (assembled) => {
    const struct: Record<string, unknown> = Object.create(null);
    for (const { name, read } of fields) {
      const value = read((assembled as Readonly<Record<string, unknown>>)[name]);
      if (value instanceof BrokenRow) return value;
      if (value !== undefined) struct[name] = value;
    }
    return struct;
  };
}

function leafOf({ element, path }: SchemaTree, column: Column | undefined): NodeReader {
  const read = leafReader(annotationOf(element), column?.type ?? 'STRING');
  if (read === undefined) throw new UnsupportedNode(`${path.join('.')} (${element.logical_type?.type ?? element.converted_type ?? element.type})`);
  return read as NodeReader;
}
