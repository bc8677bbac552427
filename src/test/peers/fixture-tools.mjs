// The tools of the fixture server: what each one answers, and what it noted down about being called.
import { ProtocolError } from '@modelcontextprotocol/server';
import { setTimeout as sleep } from 'node:timers/promises';

// Made up for tests: a reserved domain, a card number that card schemes publish for tests.
export const MAIL = 'ada.moreau@example.com';
export const CARD = '4242 4242 4242 4242';

/** What happened to this process's calls, oldest first; the tool `journal` shows it. */
const journal = [];

function note(line) {
  journal.push(line);
  process.stderr.write(`fixture: ${line}\n`);
}

const text = (value) => ({ content: [{ type: 'text', text: value }] });
const object = (properties, required = Object.keys(properties)) => ({ type: 'object', properties, required });
const reads = { readOnlyHint: true, destructiveHint: false, openWorldHint: false };

const tools = {
  echo: {
    description: 'Answers with the text it was given.',
    inputSchema: object({ text: { type: 'string' } }),
    run: ({ text: value }) => text(value),
  },
  add: {
    description: 'Adds two numbers.',
    inputSchema: object({ a: { type: 'number' }, b: { type: 'number' } }),
    outputSchema: object({ sum: { type: 'number' } }),
    run: ({ a, b }) => ({ ...text(JSON.stringify({ sum: a + b })), structuredContent: { sum: a + b } }),
  },
  slow: {
    description: 'Takes its time, tells how far it is, and stops when the call is cancelled.',
    inputSchema: object({ steps: { type: 'integer' }, milliseconds: { type: 'integer' } }, []),
    run: slow,
  },
  personal: {
    description: 'Answers with personal data in every place that can carry text.',
    inputSchema: object({}),
    outputSchema: object({ mail: { type: 'string' }, card: { type: 'string' } }),
    run: () => ({
      ...text(JSON.stringify({ mail: MAIL, card: CARD })),
      structuredContent: { mail: MAIL, card: CARD },
      _meta: { 'com.example/owner': MAIL },
    }),
  },
  fail: {
    description: 'Fails, as a tool: a result that says it is an error.',
    inputSchema: object({}),
    run: () => ({ ...text(`no customer ${MAIL}`), isError: true }),
  },
  throw: {
    description: 'Fails, as a protocol error with personal data in message and data.',
    inputSchema: object({}),
    run: () => {
      throw new ProtocolError(-32602, `no customer ${MAIL}`, { mail: MAIL });
    },
  },
  hidden: {
    description: 'Answers with characters that people do not see.',
    inputSchema: object({}),
    run: () => text('be\u200bfore \u202eafter \u001b[8mhidden\u001b[0m \u{e0041}\u{e0042} end'),
  },
  flood: {
    description: 'Sends very many notifications before it answers.',
    inputSchema: object({ count: { type: 'integer' } }, []),
    run: flood,
  },
  regional: {
    description: 'Answers with the region it was given, which stands in a header too.',
    inputSchema: object({ region: { type: 'string', 'x-mcp-header': 'Region' } }),
    run: ({ region }) => text(`in ${region}`),
  },
  journal: {
    description: 'Tells what happened to the calls before.',
    inputSchema: object({}),
    run: () => text(JSON.stringify(journal)),
  },
};

async function slow({ steps = 5, milliseconds = 20 }, context) {
  note('slow began');
  const { signal } = context.mcpReq;
  for (let step = 1; step <= steps; step++) {
    try {
      await sleep(milliseconds, undefined, { signal });
    } catch {
      note('slow was cancelled');
      return text('cancelled');
    }
    await progress(context, step, steps, `step ${step} for ${MAIL}`);
  }
  note('slow ended');
  return text(`done after ${steps} steps`);
}

async function flood({ count = 10_000 }, context) {
  for (let i = 1; i <= count; i++) {
    await progress(context, i, count, `flood ${i}`);
    if (i % 10 === 0) await context.mcpReq.log('info', `flood ${i} ${MAIL}`, 'fixture');
  }
  return text(`sent ${count}`);
}

async function progress(context, done, total, message) {
  const progressToken = context.mcpReq._meta?.progressToken;
  if (progressToken === undefined) return;
  await context.mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress: done, total, message } });
}

/** Gives a low-level server of the SDK these tools. */
export function offer(server) {
  server.setRequestHandler('tools/list', () => ({
    tools: Object.entries(tools).map(([name, { run: _, ...rest }]) => ({ name, annotations: reads, ...rest })),
  }));
  server.setRequestHandler('tools/call', async ({ params }, context) => {
    const tool = Object.hasOwn(tools, params.name) ? tools[params.name] : undefined;
    if (!tool) throw new ProtocolError(-32602, `Unknown tool: ${params.name}`);
    note(`${params.name} called`);
    return server.projectCallToolResult(await tool.run(params.arguments ?? {}, context), tool.outputSchema);
  });
  return server;
}
