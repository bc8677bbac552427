// The official TypeScript SDK v1 as a client (legacy only).
//   node client-v1.mjs URL [--header k:v] [--call 'TOOL {json}']... [--progress 'TOOL {json}'] [--cancel 'TOOL {json}' [--cancel-on MS]] [--timeout MS]
//   node client-v1.mjs [options] -- COMMAND ARGS...      over stdio
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { LoggingMessageNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { commandLine, line, takeSteps } from './client-steps.mjs';

const options = commandLine();
const { url, command, args } = options.target;
const client = new Client({ name: 'client-v1', version: '1.0.0' });
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
    close: async () => {
      if (url) await transport.terminateSession();
      await client.close();
    },
  },
  options,
);
