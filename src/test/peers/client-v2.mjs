// The official TypeScript SDK v2 as a client, in either era.
//   node client-v2.mjs URL --era legacy|modern|auto [same options as client-v1.mjs]
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { answering, capabilities, commandLine, hear, line, takeSteps } from './client-steps.mjs';

const options = commandLine();
const { url, command, args } = options.target;
const mode = { legacy: 'legacy', auto: 'auto', modern: { pin: '2026-07-28' } }[options.era];
if (!mode) throw new Error(`--era ${options.era}: legacy, modern or auto`);
const client = new Client({ name: 'client-v2', version: '1.0.0' }, { capabilities: capabilities(options.answers), versionNegotiation: { mode } });
for (const [method, answer] of answering(options.answers)) client.setRequestHandler(method, answer);
client.setNotificationHandler('notifications/resources/updated', ({ method, params }) => hear(method, params));
client.setNotificationHandler('notifications/message', ({ params }) => line({ notification: 'message', params }));
const transport = url
  ? new StreamableHTTPClientTransport(url, { requestInit: { headers: options.headers } })
  : new StdioClientTransport({ command, args, env: process.env });

await takeSteps(
  {
    connect: async () => {
      await client.connect(transport);
      return { server: client.getServerVersion(), protocolVersion: client.getNegotiatedProtocolVersion?.() };
    },
    list: async () => (await client.listTools(undefined, { cacheMode: 'refresh' })).tools,
    call: (wanted, rest) => client.callTool(wanted, { timeout: Number(options.timeout), ...rest }),
    request: async (method, params) => {
      if (method !== 'subscriptions/listen') return await client.request({ method, params }, { timeout: Number(options.timeout) });
      return { honored: (await client.listen(params)).honoredFilter };
    },
    close: async () => {
      if (url && options.era === 'legacy') await transport.terminateSession();
      await client.close();
    },
  },
  options,
);
