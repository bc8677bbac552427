// A well-behaved MCP server on the official TypeScript SDK v2.
//   node server.mjs --stdio | --http PORT   [--era modern|legacy|both]      default: modern
// On HTTP it tells its address on stderr: `listening http://127.0.0.1:PORT/mcp`. PORT 0 takes a free one.
import { Server, createMcpHandler } from '@modelcontextprotocol/server';
import { NodeStreamableHTTPServerTransport, toNodeHandler } from '@modelcontextprotocol/node';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { offer } from './fixture-tools.mjs';

const { values: options } = parseArgs({
  options: { stdio: { type: 'boolean' }, http: { type: 'string' }, era: { type: 'string', default: 'modern' } },
});
if (!['modern', 'legacy', 'both'].includes(options.era)) throw new Error(`--era ${options.era}: modern, legacy or both`);

const capabilities = { tools: {}, logging: {} };
const legacyVersions = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'];
const build = () =>
  offer(
    new Server(
      { name: `fixture-${options.era}`, version: '1.0.0' },
      { capabilities, ...(options.era === 'legacy' ? { supportedProtocolVersions: legacyVersions } : {}) },
    ),
  );

/** Legacy Streamable HTTP with one server and one transport a session. */
function legacyHandler() {
  const sessions = new Map();
  return async (request, response) => {
    const id = request.headers['mcp-session-id'];
    if (id !== undefined && !sessions.has(id)) {
      response.writeHead(404, { 'content-type': 'application/json' });
      response.end('{"jsonrpc":"2.0","id":null,"error":{"code":-32001,"message":"Session not found"}}');
      return;
    }
    let transport = sessions.get(id);
    if (!transport) {
      transport = new NodeStreamableHTTPServerTransport({
        sessionIdGenerator: () => randomUUID(),
        onsessioninitialized: (fresh) => sessions.set(fresh, transport),
        onsessionclosed: (closed) => sessions.delete(closed),
      });
      await build().connect(transport);
    }
    await transport.handleRequest(request, response);
  };
}

if (options.stdio) {
  if (options.era === 'legacy') {
    const { StdioServerTransport } = await import('@modelcontextprotocol/server/stdio');
    await build().connect(new StdioServerTransport());
  } else {
    serveStdio(build, { legacy: options.era === 'both' ? 'serve' : 'reject' });
  }
} else {
  const handle =
    options.era === 'legacy'
      ? legacyHandler()
      : toNodeHandler(createMcpHandler(build, { legacy: options.era === 'both' ? 'stateless' : 'reject' }));
  const http = createServer((request, response) => {
    if (new URL(request.url, 'http://localhost').pathname !== '/mcp') {
      response.writeHead(404).end();
      return;
    }
    Promise.resolve(handle(request, response)).catch((error) => {
      process.stderr.write(`fixture: ${error}\n`);
      if (!response.headersSent) response.writeHead(500).end();
    });
  });
  http.listen(Number(options.http ?? 0), '127.0.0.1', () =>
    process.stderr.write(`listening http://127.0.0.1:${http.address().port}/mcp\n`),
  );
}
