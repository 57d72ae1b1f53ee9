type Environment = Readonly<Record<string, string | undefined>>;

/**
 * How each CI system tells a pull-request job, by its own documented variables. `pull_request_target` counts: it runs
 * with the secrets of the target.
 */
const signs: readonly { readonly system: string; readonly says: (env: Environment) => boolean }[] = [
  { system: 'GitHub Actions', says: (env) => env.GITHUB_EVENT_NAME?.startsWith('pull_request') === true },
  { system: 'GitLab CI', says: (env) => has(env.CI_MERGE_REQUEST_IID) },
  { system: 'Azure Pipelines', says: (env) => env.BUILD_REASON === 'PullRequest' },
  { system: 'Bitbucket Pipelines', says: (env) => has(env.BITBUCKET_PR_ID) },
  { system: 'Jenkins', says: (env) => has(env.CHANGE_ID) },
  { system: 'CircleCI', says: (env) => has(env.CIRCLE_PULL_REQUEST) },
  { system: 'Travis CI', says: (env) => has(env.TRAVIS_PULL_REQUEST) && env.TRAVIS_PULL_REQUEST !== 'false' },
  { system: 'Buildkite', says: (env) => has(env.BUILDKITE_PULL_REQUEST) && env.BUILDKITE_PULL_REQUEST !== 'false' },
  { system: 'AppVeyor', says: (env) => has(env.APPVEYOR_PULL_REQUEST_NUMBER) },
  {
    system: 'Drone or Woodpecker',
    says: (env) => env.DRONE_BUILD_EVENT === 'pull_request' || env.CI_PIPELINE_EVENT === 'pull_request',
  },
];

/** The pull-request job that this runs in; null: none that is known. */
export function detectPullRequest(env: Environment): string | null {
  return signs.find(({ says }) => says(env))?.system ?? null;
}

function has(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}
