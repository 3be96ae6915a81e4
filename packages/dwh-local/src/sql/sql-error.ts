import { positionOf } from './lexer/position.js';

/** A query that BigQuery would refuse, or that this warehouse does not carry. Answered as HTTP 400. */
export class SqlError extends Error {
  override readonly name = 'SqlError';
  readonly reason = 'invalidQuery';
  readonly location = 'query';
}

/** A table or view that a query names and that does not exist. Answered as HTTP 404. */
export class TableNotFoundError extends Error {
  override readonly name = 'TableNotFoundError';
  readonly reason = 'notFound';

  constructor(readonly table: string, location: string) {
    super(`Not found: Table ${table} was not found in location ${location}`);
  }
}

/** An error at `offset` of `source`; the message ends with `at [line:column]`, both from 1. */
export function sqlErrorAt(source: string, offset: number, message: string, hint = ''): SqlError {
  const { line, column } = positionOf(source, offset);
  return new SqlError(`${message} at [${line}:${column}]${hint}`);
}
