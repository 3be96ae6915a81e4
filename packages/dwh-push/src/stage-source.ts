import type { PushScope } from './push-scope.js';
import { decode } from './steps/decode/decode.js';
import type { TablePlan } from './steps/load/table-plan.js';
import type { Source } from './steps/source/source.js';
import { CsvEncoder } from './steps/stage/csv-encoder.js';
import { stage, type Staged } from './steps/stage/stage.js';
import { stagedColumns } from './steps/stage/staged-columns.js';
import { compileRecordCheck } from './steps/validate/record-check.js';
import { validate } from './steps/validate/validate.js';

/** Source, decode, validate and stage as one stream with backpressure: from bytes anywhere to immutable objects that hold the accepted records. */
export async function stageSource(source: Source, planned: TablePlan, { push, run, store, objects, runFolder, nullMarker }: PushScope): Promise<Staged> {
  const { contract, partitionDate, allowEmpty } = push;
  const { facts, signal } = run;
  run.totalSourceBytes = source.size;
  const count = (chunk: Buffer) => {
    facts.sourceBytes += chunk.length;
  };
  const parts = source.parts.map((part) => ({ ...part, chunks: run.stream('source', part.chunks, count) }));
  const columnNames = contract.columns.map(({ name }) => name);
  const decoded = await run.step('decode', () => decode(parts, { reading: push.reading, columns: columnNames }));
  const check = compileRecordCheck({ contract, fieldOfColumn: decoded.fieldOfColumn, partitionDate, nullMarker });
  const accepted = validate(run.stream('decode', decoded.batches), {
    check,
    columnOfField: columnNames.map((_, field) => columnNames[decoded.fieldOfColumn.indexOf(field)] as string),
    source: source.name,
    allowEmpty,
    onRecords: (records, rejected) => {
      facts.rowsRead += records;
      facts.rowsRejected += rejected;
      run.progress();
    },
  });
  const encoder = new CsvEncoder(stagedColumns(planned.fields, contract, decoded.fieldOfColumn), columnNames.length, nullMarker);
  const onStaged = (length: number) => {
    facts.stagedBytes += length;
    run.progress();
  };
  return run.step('stage', () => stage(run.stream('validate', accepted), { store, folder: runFolder, objects, encoder, signal, onStaged }));
}
