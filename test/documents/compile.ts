import { join } from 'node:path';

import ts from 'typescript';

import { root } from './documents.js';

/** Compiles programs as a strict project of a team would, all at once. @returns what the compiler says, a line each */
export function compile(files: readonly string[]): readonly string[] {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), (path) => ts.sys.readFile(path)) as { config: { compilerOptions: object } };
  const { options } = ts.convertCompilerOptionsFromJson({ ...config.compilerOptions, noUnusedLocals: false }, root);
  return ts.getPreEmitDiagnostics(ts.createProgram([...files], options)).map(({ file, start, messageText }) => {
    const at = file === undefined || start === undefined ? '' : `${file.fileName}:${file.getLineAndCharacterOfPosition(start).line + 1}: `;
    return `${at}${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}
