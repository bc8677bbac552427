// What the conformance suite starts to test a client: connects with the TypeScript SDK v2 and does what the scenario wants of a client.
//   conformance client --command "node conformance-client.mjs" ...; the suite appends the address of its own server
// With CONFORMANCE_DOOR in the environment, it posts that address there first, and connects to what it is told instead: a gateway
// that now has the suite's server behind it. The answer is {"url": ..., "key": ...}.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

const patience = 15_000; // milliseconds a call; the suite waits for 30 seconds in all
const scenario = process.env.MCP_CONFORMANCE_SCENARIO;
const modern = process.env.MCP_CONFORMANCE_PROTOCOL_VERSION === '2026-07-28';
const { toolCalls = [] } = JSON.parse(process.env.MCP_CONFORMANCE_CONTEXT ?? '{}');

/** Scenarios that want more than a client that lists everything and calls every tool once. */
const wishes = {
  tools_call: { calls: [['add_numbers', { a: 5, b: 3 }]] },
  'elicitation-sep1034-client-defaults': { capabilities: { elicitation: { form: { applyDefaults: true } } }, content: {} },
  'sse-retry': { calls: [['test_reconnection', {}]] },
  'request-metadata': { capabilities: { roots: { listChanged: true }, sampling: {}, elicitation: {} } },
  'sep-2322-client-request-state': {
    capabilities: { elicitation: {} },
    content: { confirmed: true },
    calls: ['echo_state', 'no_state', 'unrelated', 'no_result_type'].map((each) => [`test_mrtr_${each}`, {}]),
  },
  'http-invalid-tool-headers': { callAll: { region: 'us-west1' } },
  'json-schema-ref-no-deref': { calls: [] },
};

/** Where to connect to, and with which headers. */
async function address(harness) {
  const door = process.env.CONFORMANCE_DOOR;
  if (!door) return { url: new URL(harness), headers: {} };
  const answer = await fetch(door, { method: 'POST', body: harness });
  if (!answer.ok) throw new Error(`the door says ${answer.status}: ${await answer.text()}`);
  const { url, key } = await answer.json();
  return { url: new URL(url), headers: { Authorization: `Bearer ${key}` } };
}

async function connect(harness, { capabilities = {}, content }) {
  const { url, headers } = await address(harness);
  const mode = modern ? { pin: '2026-07-28' } : 'legacy';
  const client = new Client({ name: 'conformance-client', version: '1.0.0' }, { capabilities, versionNegotiation: { mode } });
  if (content) client.setRequestHandler('elicitation/create', () => ({ action: 'accept', content }));
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));
  return client;
}

/** A step that a server may refuse without harm to those that follow. */
async function attempt(what, action) {
  try {
    return await action();
  } catch (error) {
    process.stderr.write(`${scenario}: ${what}: ${error?.message ?? error}\n`);
    return undefined;
  }
}

/** The name and arguments of every call to make. */
function callsFor(tools, { calls, callAll = {} }) {
  if (calls) return calls;
  if (toolCalls.length > 0) return toolCalls.map((each) => [each.name, each.arguments]);
  const focal = tools.find(({ name }) => name === 'json_schema_2020_12_tool');
  if (focal) return [['json_schema_echo', { schema: focal.inputSchema }]];
  return tools.map(({ name }) => [name, callAll]);
}

async function readEverything(client) {
  const offered = client.getServerCapabilities() ?? {};
  if (offered.resources) {
    for (const { uri } of (await client.listResources()).resources) await attempt(`read ${uri}`, () => client.readResource({ uri }));
  }
  if (offered.prompts) {
    for (const { name } of (await client.listPrompts()).prompts) await attempt(`prompt ${name}`, () => client.getPrompt({ name, arguments: {} }));
  }
}

if (scenario.startsWith('auth/')) process.exit(1); // left out until there is outbound OAuth
const wish = wishes[scenario] ?? {};
const client = await connect(process.argv[2], wish);
const tools = (await attempt('tools', () => client.listTools()))?.tools ?? [];
for (const [name, args] of callsFor(tools, wish)) await attempt(`call ${name}`, () => client.callTool({ name, arguments: args }, { timeout: patience }));
await attempt('the rest', () => readEverything(client));
await client.close();
