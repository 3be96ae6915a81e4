// A plugin of typedoc: documents are called as they call themselves, and stand in the order, and under the headings, of docs/README.md.
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

import { Converter } from 'typedoc';

const ROOT = resolve(import.meta.dirname, '../..');
const INDEX = 'docs/README.md';
/** As `locales` of typedoc.json calls modules. */
const REFERENCE = 'Packages';
const DECISIONS = 'Decisions';

/** The headings of the index, each with the documents below it, by path from the root. The README of the repository is the front page. */
function sections() {
  const [, ...written] = readFileSync(join(ROOT, INDEX), 'utf8').split(/^## /m);
  return written.map((section) => ({
    title: section.slice(0, section.indexOf('\n')),
    documents: [...section.matchAll(/\]\(([^)#]+\.md)\)/g)].map(([, link]) => relative(ROOT, resolve(ROOT, dirname(INDEX), link))).filter((path) => path !== 'README.md'),
  }));
}

/** The first heading of a document. */
function titleOf(path) {
  return /^# (.+)$/m.exec(readFileSync(join(ROOT, path), 'utf8'))?.[1].replaceAll('`', '');
}

/** @param {import('typedoc').Application} app */
export function load(app) {
  const groups = sections();
  const groupOf = new Map(groups.flatMap(({ title, documents }) => documents.map((path) => [path, title])));
  groupOf.set(INDEX, groups[0].title);
  const others = globSync(['docs/*.md', 'docs/decisions/*.md'], { cwd: ROOT }).sort();
  app.on('bootstrapEnd', () => {
    app.options.setValue('projectDocuments', [...new Set([INDEX, ...groups.flatMap(({ documents }) => documents), ...others])]);
    // A name such as SUPPORTED.md is no address.
    app.options.setValue('markdownItLoader', (parser) => parser.linkify.set({ fuzzyLink: false }));
    app.options.setValue('groupOrder', [...groups.slice(0, -1).map(({ title }) => title), REFERENCE, ...groups.slice(-1).map(({ title }) => title), DECISIONS, '*']);
  });
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_context, document) => {
    const path = relative(ROOT, document.project.files.getReflectionPath(document));
    document.name = titleOf(path) ?? document.name;
    const group = groupOf.get(path) ?? (path.startsWith('docs/decisions/') ? DECISIONS : undefined);
    if (group !== undefined) document.frontmatter.group = group;
  });
}
