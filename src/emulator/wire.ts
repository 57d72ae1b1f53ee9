import type { ServerResponse } from 'node:http';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Answer } from './call.js';

/** The answer on its way out, or what a fault makes of it: a torn connection, silence, half a body. */
export async function sendAnswer(answer: Answer, outgoing: ServerResponse | undefined): Promise<Response> {
  const text = withoutBody.includes(answer.status) ? null : textOf(answer);
  switch (answer.damage) {
    case 'reset':
      outgoing?.destroy();
      return RESPONSE_ALREADY_SENT;
    case 'hang':
      return new Promise(() => {});
    case 'truncate':
      if (outgoing !== undefined) await sendHalf(answer, text, outgoing);
      return RESPONSE_ALREADY_SENT;
    default:
      return new Response(text, { status: answer.status, headers: { ...answer.headers } });
  }
}

/** Statuses that HTTP forbids a body. */
const withoutBody = [204, 205, 304];

function textOf(answer: Answer): string | null {
  return answer.text ?? (answer.body === undefined ? null : JSON.stringify(answer.body));
}

/** Announces the whole length, so that the client can tell that something is missing; of no body nothing at all is sent. */
async function sendHalf(answer: Answer, text: string | null, outgoing: ServerResponse): Promise<void> {
  if (text === null) {
    outgoing.destroy();
    return;
  }
  const bytes = Buffer.from(text);
  outgoing.writeHead(answer.status, { ...answer.headers, 'Content-Length': bytes.length });
  await new Promise((resolve) => outgoing.write(bytes.subarray(0, Math.floor(bytes.length / 2)), resolve));
  outgoing.destroy();
}
