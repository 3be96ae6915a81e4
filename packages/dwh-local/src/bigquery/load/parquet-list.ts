import type { ParquetNode } from './parquet-node.js';

/** A LIST in its standard form: a group, in it one repeated group, in it the element. */
export interface ParquetList {
  readonly repeated: ParquetNode;
  readonly element: ParquetNode;
}

/** Undefined for what is no LIST; `unsupported` for the older form without a group around the element. */
export function parquetList(node: ParquetNode): ParquetList | 'unsupported' | undefined {
  if (node.converted !== 'LIST' && !node.logical?.startsWith('ListType')) return undefined;
  const [repeated, ...others] = node.children;
  const [element, ...more] = repeated?.children ?? [];
  const standard = repeated?.repetition === 'REPEATED' && others.length === 0 && element !== undefined && more.length === 0 && repeated.name !== 'array' && !repeated.name.endsWith('_tuple');
  return standard && element.repetition !== 'REPEATED' ? { repeated, element } : 'unsupported';
}

export function isMap(node: ParquetNode): boolean {
  return node.converted === 'MAP' || node.converted === 'MAP_KEY_VALUE' || node.logical?.startsWith('MapType') === true;
}
