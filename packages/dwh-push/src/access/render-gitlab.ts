/** A project of GitLab whose jobs act as the team, through workload identity federation. */
export interface GitlabProject {
  /** `projects/{number}/locations/global/workloadIdentityPools/{pool}`. */
  readonly pool: string;
  /** The provider of the pool that trusts GitLab's tokens. Default: `gitlab`. */
  readonly provider?: string;
  /** `group/project`. */
  readonly projectPath: string;
}

/** What a job of GitLab needs in order to push; no secret in it. */
export interface GitlabFiles {
  /** `dwh-credentials.json`, for `GOOGLE_APPLICATION_CREDENTIALS`. */
  readonly credentials: string;
  /** A job for `.gitlab-ci.yml`, to be extended. */
  readonly job: string;
}

const TOKEN_FILE = '.dwh-id-token';

/** Who the jobs of a project are to Google, by the attribute `project_path` of the provider. https://docs.gitlab.com/ci/cloud_services/google_cloud/ */
export function principalOf({ pool, projectPath }: GitlabProject): string {
  return `principalSet://iam.googleapis.com/${pool}/attribute.project_path/${projectPath}`;
}

/**
 * @param serviceAccount - its e-mail address, which the jobs act as
 * @param environment - the variables with which the team pushes
 */
export function renderGitlab({ pool, provider = 'gitlab' }: GitlabProject, serviceAccount: string, environment: Readonly<Record<string, string>>): GitlabFiles {
  const audience = `//iam.googleapis.com/${pool}/providers/${provider}`;
  // https://docs.cloud.google.com/iam/docs/workload-identity-federation-with-deployment-pipelines
  const credentials = {
    type: 'external_account',
    audience,
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    token_url: 'https://sts.googleapis.com/v1/token',
    service_account_impersonation_url: `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${serviceAccount}:generateAccessToken`,
    credential_source: { file: TOKEN_FILE, format: { type: 'text' } },
  };
  const variables = { GOOGLE_APPLICATION_CREDENTIALS: 'dwh-credentials.json', ...environment };
  const job = [
    '.dwh-push:',
    '  id_tokens:',
    '    DWH_ID_TOKEN:',
    `      aud: ${JSON.stringify(`https:${audience}`)}`,
    '  variables:',
    ...Object.entries(variables).map(([name, value]) => `    ${name}: ${JSON.stringify(value)}`),
    '  before_script:',
    `    - echo "$DWH_ID_TOKEN" > ${TOKEN_FILE}`,
  ];
  return { credentials: `${JSON.stringify(credentials, null, 2)}\n`, job: `${job.join('\n')}\n` };
}
