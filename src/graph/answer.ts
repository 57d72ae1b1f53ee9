import { isObject } from '../model/json.js';
import { cleanLine } from './text.js';

/** What came back for one request, be it a whole one or an item of a batch. */
export interface Answer {
  /** 0 where a batch has no answer for an item. */
  readonly status: number;
  /** Letter case does not matter; in batches it is not documented. */
  header(name: string): string | null;
  /** The parsed body; undefined where there is none or where it is not JSON. */
  readonly json: unknown;
}

/** The error of the OData envelope; members are empty where the answer lacks them. */
export interface GraphError {
  readonly code: string;
  readonly innerCode: string;
  readonly message: string;
  readonly requestId: string;
}

export function parseGraphError(answer: Answer): GraphError {
  const error = isObject(answer.json) && isObject(answer.json.error) ? answer.json.error : {};
  const inner = isObject(error.innerError) ? error.innerError : isObject(error.innererror) ? error.innererror : {};
  return {
    code: textOf(error.code),
    innerCode: textOf(inner.code),
    message: textOf(error.message),
    requestId: textOf(inner['request-id']) || textOf(answer.header('request-id')),
  };
}

/** One line: status, code, message and the id that Microsoft support asks for. */
export function describeAnswer(answer: Answer): string {
  const { code, message, requestId } = parseGraphError(answer);
  const words = [answer.status === 0 ? 'no answer' : String(answer.status), code]
    .filter((word) => word !== '')
    .join(' ');
  const said = message === '' ? words : `${words}: ${message}`;
  return requestId === '' ? said : `${said} (request-id ${requestId})`;
}

export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? cleanLine(value) : '';
}
