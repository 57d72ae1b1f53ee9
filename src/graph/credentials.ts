import { Failure } from '../model/failure.js';
import { checkToken, signInFailure } from './token.js';

export const authMethods = [
  'environment',
  'workload-identity',
  'managed-identity',
  'azure-cli',
  'azure-pipelines',
  'github-oidc',
  'device-code',
  'interactive',
] as const;
export type AuthMethod = (typeof authMethods)[number];

export type Environment = Readonly<Record<string, string | undefined>>;

export interface SignInOptions {
  readonly env: Environment;
  /** The tenant to sign in to, where it is known. */
  readonly tenantId: string | null;
  readonly authorityHost: string;
  notify(message: string): void;
}

type Identity = typeof import('@azure/identity');
type Build = (identity: Identity, options: SignInOptions) => import('@azure/identity').TokenCredential;

/**
 * The credential that a method stands for; null: DefaultAzureCredential. The library is loaded here and nowhere else, as
 * most commands never sign in. Throws a Failure (`signIn`) that names the variables a method lacks.
 */
export async function createCredential(method: AuthMethod | null, options: SignInOptions) {
  const identity = await import('@azure/identity');
  try {
    return method === null ? buildDefault(identity, options) : builders[method](identity, options);
  } catch (error) {
    if (error instanceof Failure) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw signInFailure(`could not prepare to sign in: ${message}`, 'check the settings of this --auth method');
  }
}

const buildDefault: Build = (identity, { tenantId, authorityHost, env }) =>
  new identity.DefaultAzureCredential({
    authorityHost,
    ...tenantOf(tenantId),
    ...(env.AZURE_CLIENT_ID === undefined ? {} : { managedIdentityClientId: env.AZURE_CLIENT_ID }),
  });

const builders: Readonly<Record<AuthMethod, Build>> = {
  environment(identity, options) {
    const { env, authorityHost } = options;
    const tenant = env.AZURE_TENANT_ID || options.tenantId;
    const client = env.AZURE_CLIENT_ID;
    const certificatePath = env.AZURE_CLIENT_CERTIFICATE_PATH;
    const secret = env.AZURE_CLIENT_SECRET;
    if (!tenant || !client || (!secret && !certificatePath)) {
      const proof = 'AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE_PATH';
      throw lacking('environment', [
        ...(tenant ? [] : ['AZURE_TENANT_ID']),
        ...(client ? [] : ['AZURE_CLIENT_ID']),
        ...(secret || certificatePath ? [] : [proof]),
      ]);
    }
    if (secret) return new identity.ClientSecretCredential(tenant, client, secret, { authorityHost });
    const password = env.AZURE_CLIENT_CERTIFICATE_PASSWORD;
    const certificate = {
      certificatePath: certificatePath ?? '',
      ...(password ? { certificatePassword: password } : {}),
    };
    return new identity.ClientCertificateCredential(tenant, client, certificate, { authorityHost });
  },

  'workload-identity'(identity, { env, tenantId, authorityHost }) {
    const tenant = env.AZURE_TENANT_ID || tenantId;
    const named = need('workload-identity', env, ['AZURE_CLIENT_ID', 'AZURE_FEDERATED_TOKEN_FILE']);
    if (!tenant) throw lacking('workload-identity', ['AZURE_TENANT_ID']);
    return new identity.WorkloadIdentityCredential({
      tenantId: tenant,
      clientId: named.AZURE_CLIENT_ID,
      tokenFilePath: named.AZURE_FEDERATED_TOKEN_FILE,
      authorityHost,
    });
  },

  'managed-identity'(identity, { env }) {
    const clientId = env.AZURE_CLIENT_ID;
    return clientId ? new identity.ManagedIdentityCredential({ clientId }) : new identity.ManagedIdentityCredential();
  },

  'azure-cli': (identity, { tenantId }) => new identity.AzureCliCredential(tenantOf(tenantId)),

  /** The variables that AzureCLI and AzurePowerShell tasks set; the plain names are the fallback. */
  'azure-pipelines'(identity, { env, tenantId, authorityHost }) {
    const tenant = env.AZURESUBSCRIPTION_TENANT_ID || env.AZURE_TENANT_ID || tenantId;
    const client = env.AZURESUBSCRIPTION_CLIENT_ID || env.AZURE_CLIENT_ID;
    const connection = env.AZURESUBSCRIPTION_SERVICE_CONNECTION_ID || env.AZURE_SERVICE_CONNECTION_ID;
    const named = need('azure-pipelines', env, ['SYSTEM_ACCESSTOKEN', 'SYSTEM_OIDCREQUESTURI']);
    if (!tenant || !client || !connection) {
      throw lacking('azure-pipelines', [
        ...(tenant ? [] : ['AZURESUBSCRIPTION_TENANT_ID']),
        ...(client ? [] : ['AZURESUBSCRIPTION_CLIENT_ID']),
        ...(connection ? [] : ['AZURESUBSCRIPTION_SERVICE_CONNECTION_ID']),
      ]);
    }
    const token = checkVariable('SYSTEM_ACCESSTOKEN', named.SYSTEM_ACCESSTOKEN);
    return new identity.AzurePipelinesCredential(tenant, client, connection, token, { authorityHost });
  },

  'github-oidc'(identity, { env, tenantId, authorityHost }) {
    const tenant = env.AZURE_TENANT_ID || tenantId;
    const named = need('github-oidc', env, [
      'AZURE_CLIENT_ID',
      'ACTIONS_ID_TOKEN_REQUEST_URL',
      'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
    ]);
    if (!tenant) throw lacking('github-oidc', ['AZURE_TENANT_ID']);
    const token = checkVariable('ACTIONS_ID_TOKEN_REQUEST_TOKEN', named.ACTIONS_ID_TOKEN_REQUEST_TOKEN);
    const assert = () => readGithubAssertion(named.ACTIONS_ID_TOKEN_REQUEST_URL, token);
    return new identity.ClientAssertionCredential(tenant, named.AZURE_CLIENT_ID, assert, { authorityHost });
  },

  'device-code': (identity, { env, tenantId, authorityHost, notify }) =>
    new identity.DeviceCodeCredential({
      authorityHost,
      ...tenantOf(tenantId),
      ...clientOf(env),
      userPromptCallback: ({ message }) => notify(message),
    }),

  interactive: (identity, { env, tenantId, authorityHost }) =>
    new identity.InteractiveBrowserCredential({ authorityHost, ...tenantOf(tenantId), ...clientOf(env) }),
};

/** GitHub's token for this job, for Entra to trade in. Needs `permissions: id-token: write` in the workflow. */
export async function readGithubAssertion(requestUrl: string, requestToken: string): Promise<string> {
  const url = new URL(requestUrl);
  url.searchParams.set('audience', 'api://AzureADTokenExchange');
  const token = checkVariable('ACTIONS_ID_TOKEN_REQUEST_TOKEN', requestToken);
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` }, redirect: 'error' });
  const body: unknown = response.ok ? await response.json().catch(() => null) : null;
  const value = typeof body === 'object' && body !== null && 'value' in body ? body.value : null;
  if (typeof value === 'string') return value;
  throw signInFailure(
    `GitHub gave no identity token for this job (status ${response.status})`,
    'give the workflow `permissions: id-token: write`',
  );
}

function checkVariable(name: string, token: string): string {
  return checkToken(token, `the token in ${name}`, 'hand it on as the CI system sets it');
}

function need<Name extends string>(method: AuthMethod, env: Environment, names: readonly Name[]): Record<Name, string> {
  const missing = names.filter((name) => !env[name]);
  if (missing.length > 0) throw lacking(method, missing);
  return Object.fromEntries(names.map((name) => [name, env[name] ?? ''])) as Record<Name, string>;
}

function lacking(method: AuthMethod, names: readonly string[]): Failure {
  return signInFailure(`--auth ${method} lacks ${names.join(', ')}`, 'set them in the environment');
}

function tenantOf(tenantId: string | null): { tenantId?: string } {
  return tenantId === null ? {} : { tenantId };
}

function clientOf(env: Environment): { clientId?: string } {
  return env.AZURE_CLIENT_ID ? { clientId: env.AZURE_CLIENT_ID } : {};
}
