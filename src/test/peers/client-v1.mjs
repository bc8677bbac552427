// The official TypeScript SDK v1 as a client (legacy only).
//   node client-v1.mjs URL [--header k:v] [--call 'TOOL {json}']... [--progress 'TOOL {json}'] [--cancel 'TOOL {json}' [--cancel-on MS]] [--timeout MS]
//   node client-v1.mjs [options] -- COMMAND ARGS...      over stdio
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
  LoggingMessageNotificationSchema,
  ResourceUpdatedNotificationSchema,
  ResultSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { answering, capabilities, commandLine, hear, line, takeSteps } from './client-steps.mjs';

const options = commandLine();
const { url, command, args } = options.target;
const questions = {
  'elicitation/create': ElicitRequestSchema,
  'sampling/createMessage': CreateMessageRequestSchema,
  'roots/list': ListRootsRequestSchema,
};
const client = new Client({ name: 'client-v1', version: '1.0.0' }, { capabilities: capabilities(options.answers) });
for (const [method, answer] of answering(options.answers)) client.setRequestHandler(questions[method], answer);
client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ method, params }) => hear(method, params));
client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => line({ notification: 'message', params }));
const transport = url
  ? new StreamableHTTPClientTransport(url, { requestInit: { headers: options.headers } })
  : new StdioClientTransport({ command, args, env: process.env });

await takeSteps(
  {
    connect: async () => {
      await client.connect(transport);
      return { server: client.getServerVersion(), session: transport.sessionId !== undefined, protocolVersion: transport.protocolVersion };
    },
    list: async () => {
      const tools = [];
      for (let cursor; ; ) {
        const page = await client.listTools({ cursor });
        tools.push(...page.tools);
        cursor = page.nextCursor;
        if (cursor === undefined) return tools;
      }
    },
    call: (wanted, rest) => client.callTool(wanted, undefined, { timeout: Number(options.timeout), ...rest }),
    request: (method, params) => client.request({ method, params }, ResultSchema, { timeout: Number(options.timeout) }),
    close: async () => {
      if (url) await transport.terminateSession();
      await client.close();
    },
  },
  options,
);
