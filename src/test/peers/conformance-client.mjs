// What the conformance suite starts to test a client: connects with the TypeScript SDK v2 and does what the scenario wants of a client.
//   conformance client --command "node conformance-client.mjs" ...; the suite appends the address of its own server
// With CONFORMANCE_DOOR in the environment, it posts that address there first, and connects to what it is told instead: a gateway
// that now has the suite's server behind it. The answer is {"url": ..., "key": ...}.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

const patience = 30_000; // milliseconds a call; the suite waits for 90 seconds in all
const scenario = process.env.MCP_CONFORMANCE_SCENARIO;
const modern = process.env.MCP_CONFORMANCE_PROTOCOL_VERSION === '2026-07-28';
const context = JSON.parse(process.env.MCP_CONFORMANCE_CONTEXT ?? '{}');
const { toolCalls = [] } = context;

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

/** What an operator would write about that server's authorization. */
async function authorizationFor(harness) {
  const { client_id: id, client_secret: secret, private_key_pem: key, valid_jwt: assertion } = context;
  if (scenario === 'auth/basic-cimd') return { grant: 'authorization-code', 'client-id': 'https://conformance-test.local/client-metadata.json' };
  if (!id) return { grant: 'authorization-code' };
  const grant = assertion ? 'jwt-bearer' : scenario.startsWith('auth/client-credentials') ? 'client-credentials' : 'authorization-code';
  const issuer = context.issuer ?? (await (await fetch(new URL('/.well-known/oauth-protected-resource/mcp', harness))).json()).authorization_servers[0];
  return { grant, issuer, 'client-id': id, ...(secret && { secret }), ...(key && { key }), ...(assertion && { assertion }) };
}

/** What a user does who is sent to a page: agrees there, with the key that shows who it is, and goes wherever that leads. */
async function agree(page, key) {
  const shown = await fetch(page);
  const form = (await shown.text()).match(/name="form" value="([^"]+)"/)?.[1];
  if (!form) throw new Error(`no form: ${shown.status}`);
  const cookie = (answer) => answer.headers.getSetCookie().map((each) => each.split(';')[0]).join('; ');
  const body = new URLSearchParams({ form, key, agree: 'yes' });
  const sent = await fetch(page, { method: 'POST', body, headers: { cookie: cookie(shown) }, redirect: 'manual' });
  let next = sent.headers.get('location');
  for (let hop = 0; next && hop < 5; hop++) {
    const answer = await fetch(next, { headers: { cookie: cookie(sent) }, redirect: 'manual' });
    next = answer.headers.get('location') && new URL(answer.headers.get('location'), next).href;
  }
}

/** Signs in until the server's own tools are there, and calls them: through a gateway, whose own tools say how. */
async function signInAndCall(client) {
  for (let round = 0; round < 2; round++) {
    const before = await attempt('tools', () => ownTools(client));
    if (before?.length) break;
    await attempt('sign in', () => client.callTool({ name: 'tidegate_sign_in', arguments: {} }, { timeout: patience }));
    for (let look = 0; look < 25 && !(await ownTools(client)).length; look++) await new Promise((done) => setTimeout(done, 400));
  }
  for (const { name } of (await attempt('tools', () => ownTools(client))) ?? []) {
    await attempt(`call ${name}`, () => client.callTool({ name, arguments: {} }, { timeout: patience }));
  }
}

async function ownTools(client) {
  return (await client.listTools()).tools.filter(({ name }) => !name.startsWith('tidegate_'));
}

/** Where to connect to, and with which headers. */
async function address(harness) {
  const door = process.env.CONFORMANCE_DOOR;
  if (!door) return { url: new URL(harness), headers: {} };
  const authorization = scenario.startsWith('auth/') ? await authorizationFor(harness) : undefined;
  const answer = await fetch(door, { method: 'POST', body: JSON.stringify({ url: harness, authorization }) });
  if (!answer.ok) throw new Error(`the door says ${answer.status}: ${await answer.text()}`);
  const { url, key } = await answer.json();
  return { url: new URL(url), headers: { Authorization: `Bearer ${key}` } };
}

async function connect(harness, { capabilities = {}, content, signsIn }) {
  const { url, headers } = await address(harness);
  const mode = modern ? { pin: '2026-07-28' } : 'legacy';
  const client = new Client({ name: 'conformance-client', version: '1.0.0' }, { capabilities, versionNegotiation: { mode } });
  if (signsIn) {
    client.setRequestHandler('elicitation/create', async ({ params }) => {
      await attempt('agree', () => agree(params.url, headers.Authorization.slice('Bearer '.length)));
      return { action: 'accept' };
    });
  }
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

if (scenario.startsWith('auth/')) {
  if (!process.env.CONFORMANCE_DOOR) process.exit(1); // the SDK's own sign-in is not what is tested here
  if (/enterprise/.test(scenario)) process.exit(1); // a gateway could not check its callers' tokens: that identity provider has no keys to fetch
  const client = await connect(process.argv[2], { capabilities: { elicitation: { url: {} } }, signsIn: true });
  await signInAndCall(client);
  await client.close();
  process.exit(0);
}
const wish = wishes[scenario] ?? {};
const client = await connect(process.argv[2], wish);
const tools = (await attempt('tools', () => client.listTools()))?.tools ?? [];
for (const [name, args] of callsFor(tools, wish)) await attempt(`call ${name}`, () => client.callTool({ name, arguments: args }, { timeout: patience }));
await attempt('the rest', () => readEverything(client));
await client.close();
