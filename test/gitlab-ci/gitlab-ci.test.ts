import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface Job {
  readonly script?: readonly string[];
  readonly before_script?: readonly string[];
  readonly needs?: readonly string[];
  readonly extends?: string;
  readonly stage?: string;
  readonly artifacts?: { readonly paths?: readonly string[] };
}

const read = (file: string) => readFileSync(fileURLToPath(new URL(file, import.meta.url)), 'utf8');
const text = read('../../.gitlab-ci.yml');
const pipeline = parse(text) as Readonly<Record<string, unknown>> & { readonly stages: readonly string[] };
const schema = JSON.parse(read('schema.json')) as object;
const { scripts } = JSON.parse(read('../../package.json')) as { readonly scripts: Readonly<Record<string, string>> };

const jobs = Object.entries(pipeline).filter(([name]) => !['workflow', 'stages', 'default', 'variables'].includes(name)) as [string, Job][];

/** https://docs.gitlab.com/ci/variables/predefined_variables/ */
const PREDEFINED = new Set(['CI_COMMIT_BRANCH', 'CI_DEFAULT_BRANCH', 'CI_JOB_TOKEN', 'CI_MERGE_REQUEST_IID', 'CI_PIPELINE_SOURCE', 'CI_PROJECT_DIR', 'CI_PROJECT_ID', 'CI_PROJECT_PATH', 'CI_API_V4_URL', 'CI_SERVER_FQDN', 'GITLAB_USER_NAME', 'GITLAB_USER_EMAIL']);
/** Of the matrix, and of who starts a job by hand. */
const GIVEN = new Set(['NODE_MAJOR', 'ROLL_BACK_TO']);

describe('.gitlab-ci.yml', () => {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  const validate = ajv.compile(schema);

  it('is what GitLab takes, by its own schema', () => {
    validate(pipeline);
    expect(validate.errors ?? []).toEqual([]);
  });

  it('would be refused with a mistake in it', () => {
    expect(validate({ ...pipeline, test: { stage: 'test', script: ['npm test'], when: 'sometimes' } })).toBe(false);
  });

  it('names stages, jobs and templates that there are', () => {
    const names = jobs.map(([name]) => name);
    expect(jobs.filter(([, { stage }]) => stage !== undefined && !pipeline.stages.includes(stage)).map(([name]) => name)).toEqual([]);
    expect(jobs.flatMap(([, job]) => [...(job.needs ?? []), ...(job.extends === undefined ? [] : [job.extends])]).filter((name) => !names.includes(name))).toEqual([]);
  });

  it('runs npm scripts that there are, and little else', () => {
    const lines = jobs.flatMap(([, { script = [] }]) => script);
    expect(lines.length).toBeGreaterThan(10);
    const unknown = lines.filter((line) => {
      const script = /^npm run ([\w:-]+)/.exec(line)?.[1];
      return script === undefined ? !['.ci/run', 'npm ci', 'npm ci --ignore-scripts'].includes(line) : scripts[script] === undefined;
    });
    expect(unknown).toEqual([]);
  });

  it('needs no variable that somebody has to keep, so no secret', () => {
    const used = [text, read('../../.gitlab/npmrc')].flatMap((file) => [...file.replaceAll(/^\s*#.*$/gm, '').matchAll(/\$\{?([A-Z][A-Z0-9_]+)/g)].map(([, name = '']) => name));
    expect(used.length).toBeGreaterThan(10);
    expect(used.filter((name) => !PREDEFINED.has(name) && !GIVEN.has(name))).toEqual([]);
  });

  it('keeps nothing in the checkout that a release would commit', () => {
    const kept = jobs.flatMap(([, { artifacts }]) => artifacts?.paths ?? []).concat((pipeline['default'] as { cache: { paths: string[] } }).cache.paths);
    expect(kept).toContain('.npm/');
    const root = fileURLToPath(new URL('../..', import.meta.url));
    const ignored = execFileSync('git', ['check-ignore', ...kept], { cwd: root, encoding: 'utf8' }).trim().split('\n');
    expect(kept.filter((path) => !ignored.includes(path))).toEqual([]);
  });

  it('tests on every Node major that the packages support', () => {
    const { engines } = JSON.parse(read('../../packages/dwh-push/package.json')) as { engines: { node: string } };
    const { parallel } = pipeline['test-node'] as { parallel: { matrix: readonly { NODE_MAJOR: readonly string[] }[] } };
    expect(engines.node).toBe(`>=${parallel.matrix[0]?.NODE_MAJOR[0] ?? ''}`);
  });
});
