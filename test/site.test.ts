import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inflateSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { documents, read, root } from './documents/documents.js';
import { isExternal, pagesOf, targetOf, type Page } from './documents/site.js';

describe('the site of the documents', () => {
  let site: string;
  let pages: readonly Page[] = [];
  // Without a warning, or typedoc ends with one: among them links of docstrings that lead nowhere, and exports without a docstring.
  beforeAll(async () => {
    site = await mkdtemp(join(tmpdir(), 'dwh-site-'));
    await promisify(execFile)(process.execPath, [join('node_modules', 'typedoc', 'bin', 'typedoc'), '--out', site], { cwd: root });
    pages = pagesOf(site);
  }, 300_000);
  afterAll(() => rm(site, { recursive: true, force: true }));

  it('has a page for each document, and one for each export', () => {
    expect(pages.length).toBeGreaterThan(100);
    const titles = pages.filter(({ path }) => path.startsWith('documents')).map(({ text }) => /<title>(.*?) \| /.exec(text)?.[1]);
    expect(titles).toContain('The flow of a push');
    expect(titles.filter((title) => title === undefined || title.includes('/'))).toEqual([]);
  });

  it('has no link or anchor that leads nowhere', () => {
    const byPath = new Map(pages.map((page) => [page.path, page]));
    const wrong = pages.flatMap((page) => page.links.filter((link) => !isExternal(link)).filter((link) => {
      const { path, anchor } = targetOf(page, link);
      const target = byPath.get(path);
      return target === undefined ? !existsSync(join(site, path)) || path.endsWith('.md') : anchor !== '' && !target.anchors.has(anchor);
    }).map((link) => `${page.path} -> ${link}`));
    expect(wrong).toEqual([]);
  });

  it("shows signatures without what zod's types are made of inside", () => {
    expect(pages.filter(({ text }) => text.includes('ZodTypeInternals')).map(({ path }) => path)).toEqual([]);
  });

  it('is searched for the words of the documents too', () => {
    const [, packed = ''] = /"(.*)"/.exec(readFileSync(join(site, 'assets', 'search.js'), 'utf8')) ?? [];
    const { index } = JSON.parse(inflateSync(Buffer.from(packed, 'base64')).toString()) as { readonly index: { readonly invertedIndex: readonly (readonly [string, { readonly document: object }])[] } };
    expect(index.invertedIndex.find(([word]) => word === 'dwh_target')?.[1].document).not.toEqual({});
  });

  it('leads out by https only, but for what runs on the reader\'s machine', () => {
    const outside = new Set(pages.flatMap(({ links }) => links.filter(isExternal)));
    expect([...outside].filter((link) => !URL.canParse(link) || !(['https:', 'mailto:'].includes(new URL(link).protocol) || new URL(link).hostname === '127.0.0.1'))).toEqual([]);
  });

  it('loads nothing from elsewhere, so that it works without a network', () => {
    expect(pages.flatMap(({ path, loads }) => loads.filter(isExternal).map((link) => `${path}: ${link}`))).toEqual([]);
  });
});

it('the index of the documents leads to every one of them', () => {
  const index = read(join('docs', 'README.md'));
  const missing = documents.filter((document) => /^docs\/[^/]+\.md$/.test(document) && !document.endsWith('README.md')).filter((document) => !index.includes(`](${document.slice('docs/'.length)})`));
  expect(missing).toEqual([]);
});

it('the index of the decisions has every one, once', () => {
  const index = read(join('docs', 'decisions', 'README.md'));
  const wrong = documents.filter((document) => /^docs\/decisions\/\d/.test(document)).filter((document) => index.split(`](${document.slice('docs/decisions/'.length)})`).length !== 2);
  expect(wrong).toEqual([]);
});
