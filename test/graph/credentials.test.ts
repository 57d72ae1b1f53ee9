import { describe, expect, it } from 'vitest';
import {
  type AuthMethod,
  createCredential,
  type Environment,
  readGithubAssertion,
} from '../../src/graph/credentials.js';
import { startFake } from './fake-graph.js';

const tenant = '72f1c0de-0000-4000-8000-5eed00000001';
const client = '72f1c0de-0000-4000-8000-5eed00000002';

function create(method: AuthMethod | null, env: Environment, tenantId: string | null = tenant) {
  const authorityHost = 'https://login.microsoftonline.us';
  return createCredential(method, { env, tenantId, authorityHost, notify: () => undefined });
}

describe('createCredential', () => {
  it.each<[AuthMethod | null, Environment, string]>([
    [null, {}, 'DefaultAzureCredential'],
    [null, { AZURE_CLIENT_ID: client }, 'DefaultAzureCredential'],
    [
      'environment',
      { AZURE_TENANT_ID: tenant, AZURE_CLIENT_ID: client, AZURE_CLIENT_SECRET: 's' },
      'ClientSecretCredential',
    ],
    ['environment', { AZURE_CLIENT_ID: client, AZURE_CLIENT_SECRET: 's' }, 'ClientSecretCredential'],
    ['environment', { AZURE_CLIENT_ID: client, AZURE_CLIENT_CERTIFICATE_PATH: 'c.pem' }, 'ClientCertificateCredential'],
    ['workload-identity', { AZURE_CLIENT_ID: client, AZURE_FEDERATED_TOKEN_FILE: '/t' }, 'WorkloadIdentityCredential'],
    ['managed-identity', {}, 'ManagedIdentityCredential'],
    ['managed-identity', { AZURE_CLIENT_ID: client }, 'ManagedIdentityCredential'],
    ['azure-cli', {}, 'AzureCliCredential'],
    [
      'github-oidc',
      { AZURE_CLIENT_ID: client, ACTIONS_ID_TOKEN_REQUEST_URL: 'https://x', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 't' },
      'ClientAssertionCredential',
    ],
    ['device-code', {}, 'DeviceCodeCredential'],
    ['interactive', { AZURE_CLIENT_ID: client }, 'InteractiveBrowserCredential'],
  ])('makes of %s with %o a %s', async (method, env, name) => {
    expect((await create(method, env)).constructor.name).toBe(name);
  });

  it.each<[AuthMethod, Environment, string]>([
    ['environment', {}, 'AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE_PATH'],
    [
      'environment',
      { AZURE_TENANT_ID: tenant, AZURE_CLIENT_ID: client, AZURE_CLIENT_SECRET: '' },
      'AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE_PATH',
    ],
    ['workload-identity', {}, 'AZURE_CLIENT_ID, AZURE_FEDERATED_TOKEN_FILE'],
    ['workload-identity', { AZURE_CLIENT_ID: client, AZURE_FEDERATED_TOKEN_FILE: '/t' }, 'AZURE_TENANT_ID'],
    ['azure-pipelines', {}, 'SYSTEM_ACCESSTOKEN, SYSTEM_OIDCREQUESTURI'],
    [
      'azure-pipelines',
      { SYSTEM_ACCESSTOKEN: 't', SYSTEM_OIDCREQUESTURI: 'https://x' },
      'AZURESUBSCRIPTION_TENANT_ID, AZURESUBSCRIPTION_CLIENT_ID, AZURESUBSCRIPTION_SERVICE_CONNECTION_ID',
    ],
    ['github-oidc', {}, 'AZURE_CLIENT_ID, ACTIONS_ID_TOKEN_REQUEST_URL, ACTIONS_ID_TOKEN_REQUEST_TOKEN'],
    [
      'github-oidc',
      { AZURE_CLIENT_ID: client, ACTIONS_ID_TOKEN_REQUEST_URL: 'https://x', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 't' },
      'AZURE_TENANT_ID',
    ],
  ])('says what %s lacks', async (method, env, names) => {
    await expect(create(method, env, null)).rejects.toMatchObject({
      kind: 'unobservable',
      code: 'signIn',
      message: `--auth ${method} lacks ${names}`,
    });
  });

  it('turns what the library refuses into a failed sign-in', async () => {
    const env = { AZURE_TENANT_ID: 'not a tenant!', AZURE_CLIENT_ID: client, AZURE_CLIENT_SECRET: 's' };
    await expect(create('environment', env)).rejects.toMatchObject({ code: 'signIn' });
  });
});

describe('a token of the environment that could not be sent', () => {
  const pipeline = {
    AZURESUBSCRIPTION_TENANT_ID: tenant,
    AZURESUBSCRIPTION_CLIENT_ID: client,
    AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: client,
    SYSTEM_OIDCREQUESTURI: 'https://x',
  };
  const workflow = { AZURE_CLIENT_ID: client, ACTIONS_ID_TOKEN_REQUEST_URL: 'https://x' };

  it.each<[AuthMethod, string, Environment]>([
    ['github-oidc', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN', { ...workflow, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'hush\nhush' }],
    ['azure-pipelines', 'SYSTEM_ACCESSTOKEN', { ...pipeline, SYSTEM_ACCESSTOKEN: 'hush\r\n' }],
  ])('%s: is refused by its name, without its value', async (method, name, env) => {
    await expect(create(method, env)).rejects.toMatchObject({
      kind: 'unobservable',
      code: 'signIn',
      message: `the token in ${name} cannot be sent: it is empty, or holds a line break, a space or another character that no token has`,
      details: [],
    });
  });
});

describe('readGithubAssertion', () => {
  it('asks for a token that Entra takes', async () => {
    const fake = await startFake(() => ({ json: { value: 'assertion' } }));
    expect(await readGithubAssertion(`${fake.url}/token?api-version=2.0`, 'job-token')).toBe('assertion');
    expect(fake.seen[0]).toMatchObject({
      url: '/token?api-version=2.0&audience=api://AzureADTokenExchange',
      headers: { authorization: 'Bearer job-token' },
    });
  });

  it.each([
    ['refuses', { status: 403, json: { message: 'no' } }],
    ['answers something else', { json: { other: 1 } }],
    ['answers HTML', { text: '<html>' }],
  ])('says which permission is missing where GitHub %s', async (_what, reply) => {
    const fake = await startFake(() => reply);
    await expect(readGithubAssertion(fake.url, 'job-token')).rejects.toMatchObject({
      code: 'signIn',
      remedy: expect.stringContaining('id-token: write'),
      message: expect.not.stringContaining('job-token'),
    });
  });

  it('sends nothing and quotes nothing where its own token cannot be sent', async () => {
    const fake = await startFake(() => ({ json: { value: 'assertion' } }));
    await expect(readGithubAssertion(fake.url, 'hush\nhush')).rejects.toMatchObject({
      kind: 'unobservable',
      code: 'signIn',
      message: expect.not.stringContaining('hush'),
    });
    expect(fake.seen).toEqual([]);
  });
});
