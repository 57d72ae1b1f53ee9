import type { ServerResponse } from 'node:http';
import { type Context, Hono } from 'hono';
import type { BatchItem } from './batch.js';
import { batchEndpoint } from './batch-endpoint.js';
import type { Answer, Call, Endpoint } from './call.js';
import { Envelope } from './envelope.js';
import { groupMemberEndpoints } from './group-members.js';
import { groupReadEndpoints } from './group-reads.js';
import { groupWriteEndpoints } from './group-writes.js';
import { organizationEndpoints } from './organization.js';
import { exchangeCall } from './pipeline.js';
import { readCall, readJsonBody } from './read-call.js';
import { settingEndpoints } from './settings.js';
import { wrongMethod, wrongPath } from './strangers.js';
import { sendAnswer } from './wire.js';
import type { World } from './world.js';

/** All endpoints of both versions as one web application; it also answers the items of its own batches. */
export class App {
  readonly #hono = new Hono<Env>();
  readonly #world: World;
  readonly #envelope: Envelope;

  constructor(world: World) {
    this.#world = world;
    this.#envelope = new Envelope(world.tenant.clock);
    this.#route([
      ...organizationEndpoints(world),
      ...groupReadEndpoints(world),
      ...groupMemberEndpoints(world),
      ...groupWriteEndpoints(world),
      ...settingEndpoints(world),
      batchEndpoint((batch, item) => this.#answerItem(batch, item)),
    ]);
  }

  async fetch(request: Request, outgoing: ServerResponse | undefined): Promise<Response> {
    return this.#hono.fetch(request, outgoing === undefined ? {} : { outgoing });
  }

  #route(endpoints: readonly Endpoint[]): void {
    const paths = new Set<string>();
    for (const endpoint of endpoints) {
      for (const version of endpoint.versions) {
        const path = `/${version}${endpoint.path}`;
        paths.add(path);
        this.#hono.on(endpoint.method, path, (context) => this.#serve(context, endpoint));
      }
    }
    for (const path of paths) this.#hono.all(path, (context) => this.#serve(context, wrongMethod));
    this.#hono.notFound((context) => this.#serve(context, wrongPath));
    // A client that dies in the middle of its request is not worth a line: nobody is left to answer.
    this.#hono.onError((error, context) => {
      if ('code' in error && error.code === 'ECONNRESET') return context.body(null, 400);
      throw error;
    });
  }

  async #serve(context: Context<Env>, endpoint: Endpoint): Promise<Response> {
    const { item, outgoing } = context.env;
    const request = context.req.raw;
    // Hono lets HEAD in where GET is served; Graph does not.
    if (request.method === 'HEAD' && endpoint.method === 'GET') return this.#serve(context, wrongMethod);
    const call = readCall(request, endpoint, context.req.param('id'), item !== undefined);
    const readBody = async () => (item === undefined ? readJsonBody(request) : item.body);
    const answer = this.#envelope.seal(await exchangeCall(this.#world, endpoint, call, readBody), call);
    if (item === undefined) return sendAnswer(answer, outgoing);
    item.answer = answer;
    return context.body(null);
  }

  async #answerItem(batch: Call, item: BatchItem): Promise<Answer> {
    const headers = new Headers(item.headers);
    headers.set('authorization', batch.headers.get('authorization') ?? '');
    const slot: ItemSlot = { body: item.body ?? undefined, answer: { status: 500 } };
    await this.#hono.fetch(new Request(`${batch.root}${item.url}`, { method: item.method, headers }), { item: slot });
    return slot.answer;
  }
}

/** An item of a batch on its way through the routes: its body in, its answer out. */
interface ItemSlot {
  readonly body: unknown;
  answer: Answer;
}

interface Env {
  Bindings: { readonly outgoing?: ServerResponse; readonly item?: ItemSlot };
}
