import { documents, read } from './documents.js';

/** A fenced block of a document. */
export interface CodeBlock {
  readonly document: string;
  /** Where it begins. */
  readonly line: number;
  /** What stands behind the fence; empty for a drawing or what a program prints. */
  readonly language: string;
  readonly code: string;
  /** What a reader has from before: `<!-- before ... -->` above the block. */
  readonly before: string;
}

const BLOCK = /(?:<!-- before\n(?<before>[\s\S]*?)-->\n)?^(?<indent> *)```(?<language>\w*)\n(?<code>[\s\S]*?)^ *```$/gm;

/** Changelogs quote what was. */
const isHistory = (document: string) => document.endsWith('CHANGELOG.md');

export function codeBlocks(): readonly CodeBlock[] {
  return documents.filter((document) => !isHistory(document)).flatMap((document) => {
    const text = read(document);
    return [...text.matchAll(BLOCK)].map((match) => {
      const { before = '', indent = '', language = '', code = '' } = match.groups ?? {};
      return { document, line: text.slice(0, match.index).split('\n').length + before.split('\n').length - 1, language, code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''), before };
    });
  });
}

/** The programs that a document has its reader write into files, by their names: those that begin with `// NAME.mjs`. */
export function programsWrittenIn(document: string): ReadonlyMap<string, string> {
  return new Map(
    codeBlocks()
      .filter((block) => block.document === document)
      .flatMap(({ code }) => {
        const name = /^\/\/ (\S+\.mjs)\n/.exec(code)?.[1];
        return name === undefined ? [] : [[name, code]];
      }),
  );
}
