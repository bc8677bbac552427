// A server with everything that the official conformance suite asks for, on the TypeScript SDK v2, over Streamable HTTP.
//   node conformance-server.mjs --http 0 --era both|modern|legacy
// Prints `listening URL` on stderr. What it offers stands in conformance-offer.mjs, tasks in conformance-tasks.mjs.
import { createMcpHandler, isLegacyRequest, Server } from '@modelcontextprotocol/server';
import {
  localhostHostValidation,
  localhostOriginValidation,
  NodeStreamableHTTPServerTransport,
  toNodeHandler,
  toWebRequest,
} from '@modelcontextprotocol/node';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { headersOf, offer, offered } from './conformance-offer.mjs';

const { values: options } = parseArgs({
  options: { http: { type: 'string', default: '0' }, era: { type: 'string', default: 'both' } },
});
if (!['both', 'modern', 'legacy'].includes(options.era)) throw new Error(`--era ${options.era}: both, modern or legacy`);

const bodyBytesMax = 4 << 20;
const legacyVersions = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'];
const lists = ['tools/list', 'prompts/list', 'resources/list', 'resources/templates/list'];
const cacheHints = Object.fromEntries(lists.map((each) => [each, { ttlMs: 2000, cacheScope: 'private' }]));

/** The SDK wants every result of `tools/call` to have a `content`; a task that was made has none. */
class TaskingServer extends Server {
  /** The answer to a call that wants a task, in the legacy era; undefined for every other. */
  taskFor = () => undefined;

  _wrapHandler(method, handler) {
    const wrapped = super._wrapHandler(method, handler);
    if (method !== 'tools/call') return wrapped;
    return async (request, context) => {
      const made = this.taskFor(request.params);
      if (made) return made;
      const result = await wrapped(request, context);
      if (result.resultType !== 'task') return result;
      const { content: _, ...task } = result;
      return task;
    };
  }
}

function build(era) {
  const versions = era === 'legacy' ? { supportedProtocolVersions: legacyVersions } : {};
  const server = new TaskingServer({ name: `conformance-${options.era}`, version: '1.0.0' }, { ...offered(era), cacheHints, ...versions });
  return offer(server, era, changed);
}

const modern = createMcpHandler(() => build('modern'), { legacy: 'reject' });
const sessions = new Map();

/** Tells everybody who listens, in both eras, that a list is another one now. */
function changed(what) {
  if (what === 'tools') modern.notify.toolsChanged();
  if (what === 'prompts') modern.notify.promptsChanged();
  for (const { server } of sessions.values()) {
    server.notification({ method: `notifications/${what}/list_changed` }).catch(() => {}); // whoever has no stream open hears nothing
  }
}

/** What was sent on a session's streams, so that a client that comes back gets the rest. */
function remember() {
  const events = [];
  return {
    storeEvent: async (stream, message) => {
      events.push({ stream, message });
      return `${stream}/${events.length}`;
    },
    getStreamIdForEventId: async (id) => id.slice(0, id.lastIndexOf('/')),
    replayEventsAfter: async (id, { send }) => {
      const stream = id.slice(0, id.lastIndexOf('/'));
      for (let at = Number(id.slice(id.lastIndexOf('/') + 1)); at < events.length; at++) {
        const event = events[at];
        if (event.stream === stream && Object.keys(event.message).length > 0) await send(`${stream}/${at + 1}`, event.message);
      }
      return stream;
    },
  };
}

async function openSession() {
  const server = build('legacy');
  const transport = new NodeStreamableHTTPServerTransport({
    sessionIdGenerator: () => randomUUID(),
    onsessioninitialized: (id) => sessions.set(id, { server, transport }),
    onsessionclosed: (id) => sessions.delete(id),
    eventStore: remember(),
    retryInterval: 500,
  });
  await server.connect(transport);
  return transport;
}

/** One server and one transport a session. */
async function serveLegacy(request, response, body) {
  const id = request.headers['mcp-session-id'];
  if (id !== undefined && !sessions.has(id)) return refuse(response, 404, null, -32001, 'Session not found');
  const transport = sessions.get(id)?.transport ?? (await openSession());
  await transport.handleRequest(request, response, body);
}

const serveModernNode = toNodeHandler(modern);

async function serveModern(request, response, body) {
  const mistake = headersOf(body, request.headers);
  if (mistake) return refuse(response, 400, body.id, -32020, mistake);
  await serveModernNode(request, response, body);
}

function refuse(response, status, id, code, message) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } }));
}

/** The body as JSON; undefined when there is none, or when it is none. */
async function bodyOf(request) {
  if (request.method !== 'POST') return undefined;
  const pieces = [];
  let size = 0;
  for await (const piece of request) {
    size += piece.length;
    if (size > bodyBytesMax) throw new Error('body too large');
    pieces.push(piece);
  }
  try {
    return JSON.parse(Buffer.concat(pieces).toString('utf8'));
  } catch {
    return undefined;
  }
}

async function handle(request, response) {
  const body = await bodyOf(request);
  if (request.method === 'POST' && body === undefined) return refuse(response, 400, null, -32700, 'Parse error');
  switch (options.era) {
    case 'legacy':
      return serveLegacy(request, response, body);
    case 'modern':
      return serveModern(request, response, body);
    default:
      return (await isLegacyRequest(await toWebRequest(request, body), body))
        ? serveLegacy(request, response, body)
        : serveModern(request, response, body);
  }
}

const fromHere = [localhostHostValidation(), localhostOriginValidation()];
const http = createServer((request, response) => {
  if (!fromHere.every((check) => check(request, response))) return;
  if (new URL(request.url, 'http://localhost').pathname !== '/mcp') {
    response.writeHead(404).end();
    return;
  }
  handle(request, response).catch((error) => {
    process.stderr.write(`conformance-server: ${error?.stack ?? error}\n`);
    if (!response.headersSent) response.writeHead(500).end();
  });
});
http.listen(Number(options.http), '127.0.0.1', () => process.stderr.write(`listening http://127.0.0.1:${http.address().port}/mcp\n`));
