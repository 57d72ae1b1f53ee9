import { onTestFinished } from 'vitest';
import { type Emulator, type EmulatorOptions, parseFault, startEmulator } from '../../src/emulator/index.js';

export type Body = Readonly<Record<string, unknown>>;

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Empty where the body is no JSON. */
  readonly body: Body;
  /** Empty texts where the body is no error. */
  readonly error: { readonly code: string; readonly message: string };
  /** The items of a list, or of the answer to a batch. */
  readonly value: readonly Body[];
  readonly nextLink: string | undefined;
}

export interface Client {
  readonly emulator: Emulator;
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  get(path: string, headers?: Record<string, string>): Promise<Reply>;
  batch(requests: unknown, version?: string): Promise<Reply>;
}

/** An emulator for one test, closed after it, and a client that signs in to it. Faults may be given as text. */
export async function startClient(options: EmulatorOptions = {}, ...faults: readonly string[]): Promise<Client> {
  const emulator = await startEmulator({ ...options, faults: [...(options.faults ?? []), ...faults.map(parseFault)] });
  onTestFinished(() => emulator.close());
  const send: Client['send'] = async (method, path, body, headers = {}) => {
    const response = await fetch(path.startsWith('http') ? path : emulator.url + path, {
      method,
      headers: {
        Authorization: `Bearer ${emulator.token}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, ...readBody(text) };
  };
  return {
    emulator,
    send,
    get: (path, headers) => send('GET', path, undefined, headers),
    batch: (requests, version = 'beta') => send('POST', `/${version}/$batch`, { requests }),
  };
}

export function namesOf(reply: Reply): readonly unknown[] {
  return reply.value.map((group) => group.displayName);
}

/** Ids of the demo tenant. */
export const ids = {
  payroll: '3f2a0000-0000-4000-8000-000000000001',
  approvers: '9bc10000-0000-4000-8000-000000000002',
  reporting: 'f1000000-0000-4000-8000-000000000003',
  audit: 'f1000000-0000-4000-8000-000000000004',
  planning: 'f1000000-0000-4000-8000-000000000005',
  marketing: '5a1e0000-0000-4000-8000-000000000007',
  printers: 'ad000000-0000-4000-8000-00000000000a',
  helpdesk: 'ad000000-0000-4000-8000-00000000000b',
  announcements: 'e0000000-0000-4000-8000-00000000000c',
  executives: 'e0000000-0000-4000-8000-00000000000d',
  admins: '70000000-0000-4000-8000-00000000000e',
  archive: 'de1e0000-0000-4000-8000-00000000000f',
  nobody: '00000000-0000-4000-8000-0000000000ff',
} as const;

interface ListBody {
  readonly value?: readonly Body[];
  readonly responses?: readonly Body[];
  readonly error?: Reply['error'];
  readonly '@odata.nextLink'?: string;
}

function readBody(text: string): Pick<Reply, 'body' | 'error' | 'value' | 'nextLink'> {
  const body: Body & ListBody = text.startsWith('{') ? JSON.parse(text) : {};
  return {
    body,
    error: body.error ?? { code: '', message: '' },
    value: body.value ?? body.responses ?? [],
    nextLink: body['@odata.nextLink'],
  };
}
