import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { MAX_REPORTED_ERRORS } from '../limits.js';
import type { Field } from '../schema/field.js';
import { readLines, type Line } from './json-lines.js';
import { JsonProblem, jsonRowTexts, type JsonRowOptions } from './json-row.js';
import { parseExact, parseFirst } from './json-number.js';
import type { LoadContext } from './load-context.js';
import { NormalizedFile } from './normalized-file.js';
import { readNormalizedSql } from './read-csv-sql.js';
import type { BadRow } from './stage-table.js';

/**
 * Stages one file of newline-delimited JSON: parsed here, so that every rule on names, nulls and numbers is exactly kept, typed in DuckDB.
 * @throws JobFailure with the service's texts where there are more bad records than allowed.
 */
export async function stageJson(context: LoadContext, uri: string, path: string, options: JsonRowOptions): Promise<void> {
  const file = new NormalizedFile(join(context.workDirectory, 'rewritten.csv'));
  try {
    let bad = 0;
    const problems: string[] = [];
    for await (const line of readLines(path, context.signal)) {
      const texts = lineTexts(line, context, options);
      context.rowsRead += 1;
      if (Array.isArray(texts)) await file.write(texts);
      else {
        bad += 1;
        if (problems.length < MAX_REPORTED_ERRORS) problems.push(texts.problem);
      }
    }
    await file.close();
    context.bad.add(uri, bad, problems);
    context.bad.check(uri, context.rowsRead);
    if (file.rows === 0) return;
    const width = context.fields.length;
    const staged = await context.stage.append(readNormalizedSql(file.path, width, file.longestRow), context.fields.map((_, index) => `f${index}`));
    if (staged.rows !== file.rows) throw new Error(`The rewritten file has ${file.rows} rows, but ${staged.rows} were read.`);
    if (staged.bad === 0) return;
    const positions = await locate(path, context, options, staged.badRows);
    context.bad.add(uri, staged.bad, staged.badRows.map((row) => valueProblem(row, positions.get(row.index) ?? 0)));
    context.bad.check(uri, context.rowsRead);
  } finally {
    await rm(file.path, { force: true });
  }
}

function lineTexts(line: Line, context: LoadContext, options: JsonRowOptions): (string | null)[] | { problem: string } {
  try {
    return jsonRowTexts(context.fields.some(holdsJson) ? parseFirst(line.text) : parseExact(line.text), context.fields, { ...options, ...(context.defaults === undefined ? {} : { defaults: context.defaults }) });
  } catch (error) {
    if (error instanceof JsonProblem) return { problem: `JSON processing encountered an error in row starting at position ${line.position}: ${error.message}` };
    // V8's own message quotes the text around the error.
    if (error instanceof SyntaxError) return { problem: `Failed to parse JSON: not a JSON object in row starting at position ${line.position}.` };
    if (error instanceof RangeError) return { problem: `Failed to parse JSON: nested too deep in row starting at position ${line.position}.` };
    throw error;
  }
}

const holdsJson = (field: Field): boolean => field.type === 'JSON' || (field.fields ?? []).some(holdsJson);

async function locate(path: string, context: LoadContext, options: JsonRowOptions, rows: readonly BadRow[]): Promise<Map<number, number>> {
  const wanted = new Set(rows.map((row) => row.index));
  const positions = new Map<number, number>();
  let index = 0;
  for await (const line of readLines(path, context.signal)) {
    if (!Array.isArray(lineTexts(line, context, options))) continue;
    if (wanted.has(index)) positions.set(index, line.position);
    index += 1;
    if (positions.size === wanted.size) break;
  }
  return positions;
}

function valueProblem(row: BadRow, position: number): string {
  const why = row.missing ? 'Missing required field' : `Could not convert value to ${row.field.type.toLowerCase()}`;
  return `JSON processing encountered an error in row starting at position ${position}: ${why}. Field: ${row.field.name}.`;
}
