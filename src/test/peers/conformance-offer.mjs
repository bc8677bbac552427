// What the conformance server offers: tools, resources, prompts and completions by the names that the suite's scenarios use.
// A tool asks its caller by returning what it needs; the SDK makes that an answer in the modern era, and requests of its own in the legacy one.
import {
  acceptedContent,
  CLIENT_CAPABILITIES_META_KEY,
  createRequestStateCodec,
  inputRequired,
  ProtocolError,
  ResourceNotFoundError,
} from '@modelcontextprotocol/server';
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { demandTasks, knowsTasks, offerLegacyTasks, offerTasks, startLegacyTask, startTask, TASKS } from './conformance-tasks.mjs';

// one red pixel, and one sample of silence
const PICTURE = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mP4z8AAAAMBAQD3A0FDAAAAAElFTkSuQmCC';
const SOUND = 'UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQIAAAAAAA==';

const state = createRequestStateCodec({ key: randomBytes(32), ttlSeconds: 300 });

const text = (value) => ({ content: [{ type: 'text', text: value }] });
const failed = (value) => ({ ...text(value), isError: true });
const picture = { type: 'image', data: PICTURE, mimeType: 'image/png' };
const object = (properties = {}, required = Object.keys(properties)) => ({ type: 'object', properties, required });
const string = { type: 'string' };
const form = (message, properties, required) => inputRequired.elicit({ message, requestedSchema: object(properties, required) });
const say = (words, maxTokens) =>
  inputRequired.createMessage({ messages: [{ role: 'user', content: { type: 'text', text: words } }], maxTokens });
const answered = (context, key) => acceptedContent(context.mcpReq.inputResponses, key);
const response = (context, key) => context.mcpReq.inputResponses?.[key];
const seal = (content) => state.mint({ ...content, nonce: randomUUID() });

const tool = (description, run, inputSchema = object()) => ({ description, run, inputSchema });
const taskTool = (support, description, run, inputSchema) => ({ ...tool(description, run, inputSchema), support });

/** Tools that answer by themselves. */
const plain = {
  test_simple_text: tool('Answers with text.', () => text('This is a simple text response for testing.')),
  greet: tool('Greets.', ({ name }) => text(`Hello, ${name}!`), object({ name: string })),
  test_image_content: tool('Answers with a picture.', () => ({ content: [picture] })),
  test_audio_content: tool('Answers with sound.', () => ({ content: [{ type: 'audio', data: SOUND, mimeType: 'audio/wav' }] })),
  test_embedded_resource: tool('Answers with a resource inside.', () => ({
    content: [{ type: 'resource', resource: { uri: 'test://embedded-resource', mimeType: 'text/plain', text: 'This is an embedded resource content.' } }],
  })),
  test_multiple_content_types: tool('Answers with several kinds of content.', () => ({
    content: [
      { type: 'text', text: 'Multiple content types test:' },
      picture,
      { type: 'resource', resource: { uri: 'test://mixed-content-resource', mimeType: 'application/json', text: '{"test":"data","value":123}' } },
    ],
  })),
  test_error_handling: tool('Fails, as a tool.', () => failed('This tool intentionally returns an error for testing')),
  test_streaming_elicitation: tool('Answers without asking anything.', () => text('nothing was asked')),
  test_x_mcp_header: tool('Has an argument that is a header too.', ({ region = 'none' }) => text(`region ${region}`), {
    ...object({ region: { type: 'string', 'x-mcp-header': 'Region' }, level: { type: 'integer' } }, []),
  }),
  json_schema_2020_12_tool: tool('Has an input schema with words of JSON Schema 2020-12.', ({ name = 'nobody' }) => text(name), {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    $defs: { address: { $anchor: 'addressDef', type: 'object', properties: { street: string, city: string } } },
    properties: {
      name: string,
      address: { $ref: '#/$defs/address' },
      contactMethod: { type: 'string', enum: ['phone', 'email'] },
      phone: string,
      email: string,
    },
    allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
    if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
    then: { required: ['phone'] },
    else: { required: ['email'] },
    additionalProperties: false,
  }),
};

/** Tools that say something on the way to their answer. */
const telling = {
  test_tool_with_logging: tool('Logs three times.', async (_, { mcpReq }) => {
    await mcpReq.log('info', 'Tool execution started');
    await sleep(50);
    await mcpReq.log('info', 'Tool processing data');
    await sleep(50);
    await mcpReq.log('info', 'Tool execution completed');
    return text('logged three times');
  }),
  test_logging_tool: tool('Logs once.', async (_, { mcpReq }) => {
    await mcpReq.log('info', 'test_logging_tool was called');
    return text('logged once');
  }),
  test_tool_with_progress: tool('Tells its progress.', async (_, { mcpReq }) => {
    const progressToken = mcpReq._meta?.progressToken;
    for (const progress of [0, 50, 100]) {
      if (progressToken !== undefined) await mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress, total: 100 } });
      await sleep(50);
    }
    return text('done');
  }),
  test_reconnection: tool('Ends its stream before it answers.', async (_, { http }) => {
    http?.closeSSE?.();
    await sleep(100);
    return text('answered after the stream had ended');
  }),
};

/** Tools that ask the caller. */
const asking = {
  test_missing_capability: tool('Needs sampling.', (_, context) =>
    response(context, 'answer') ? text('sampled') : inputRequired({ inputRequests: { answer: say('Say pong', 16) } }),
  ),
  test_sampling: tool(
    'Has the caller sample.',
    ({ prompt }, context) => {
      const sampled = response(context, 'sample');
      return sampled ? text(`LLM response: ${sampled.content?.text}`) : inputRequired({ inputRequests: { sample: say(prompt, 100) } });
    },
    object({ prompt: string }),
  ),
  test_elicitation: tool(
    'Asks for a name and an address.',
    ({ message }, context) => told(context, form(message, { username: described("User's response"), email: described("User's email address") })),
    object({ message: string }),
  ),
  test_elicitation_sep1034_defaults: tool('Asks with defaults.', (_, context) =>
    told(
      context,
      form('Please check these values', {
        name: { type: 'string', default: 'John Doe' },
        age: { type: 'integer', default: 30 },
        score: { type: 'number', default: 95.5 },
        status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
        verified: { type: 'boolean', default: true },
      }, []),
    ),
  ),
  test_elicitation_sep1330_enums: tool('Asks with every kind of choice.', (_, context) =>
    told(
      context,
      form('Please choose', {
        untitledSingle: { type: 'string', enum: ['option1', 'option2', 'option3'] },
        titledSingle: { type: 'string', oneOf: titled('Option') },
        legacyEnum: { type: 'string', enum: ['opt1', 'opt2', 'opt3'], enumNames: ['Option One', 'Option Two', 'Option Three'] },
        untitledMulti: { type: 'array', items: { type: 'string', enum: ['option1', 'option2', 'option3'] } },
        titledMulti: { type: 'array', items: { anyOf: titled('Choice') } },
      }, []),
    ),
  ),
  test_input_required_result_elicitation: tool('Asks for a name.', (_, context) => {
    const name = answered(context, 'user_name')?.name;
    return name === undefined ? inputRequired({ inputRequests: { user_name: form('What is your name?', { name: string }) } }) : text(`Hello, ${name}!`);
  }),
  test_input_required_result_sampling: tool('Asks the caller\'s model.', (_, context) => {
    const capital = response(context, 'capital_question');
    return capital ? text(`${capital.content?.text}`) : inputRequired({ inputRequests: { capital_question: say('What is the capital of France?', 100) } });
  }),
  test_input_required_result_list_roots: tool('Asks for roots.', (_, context) => {
    const roots = response(context, 'client_roots')?.roots;
    return roots ? text(`roots: ${roots.map(({ uri }) => uri).join(' ')}`) : inputRequired({ inputRequests: { client_roots: inputRequired.listRoots() } });
  }),
  test_input_required_result_request_state: tool('Asks, and has the caller keep its state.', async (_, context) =>
    confirmed(context) ? text('state-ok') : confirm('request_state'),
  ),
  test_input_required_result_tampered_state: tool('Refuses state that it did not make.', async (_, context) =>
    confirmed(context) ? text('the state is ours') : confirm('tampered_state'),
  ),
  test_input_required_result_multiple_inputs: tool('Asks three things at once.', async (_, context) => {
    const name = answered(context, 'user_name')?.name;
    const greeting = response(context, 'greeting')?.content?.text;
    const roots = response(context, 'client_roots')?.roots;
    if (name !== undefined && greeting !== undefined && roots !== undefined) return text(`${greeting} ${name} (${roots.length} roots)`);
    return inputRequired({ inputRequests: threeQuestions(), requestState: await seal({ of: 'multiple_inputs' }) });
  }),
  test_input_required_result_multi_round: tool('Asks twice, one after the other.', async (_, context) => {
    const before = context.mcpReq.requestState() ?? { round: 0 };
    const name = before.name ?? answered(context, 'step1')?.name;
    const color = answered(context, 'step2')?.color;
    if (before.round === 2 && color !== undefined) return text(`${name} likes ${color}`);
    const next = before.round === 0 || name === undefined ? 1 : 2;
    const question = next === 1 ? form('Step 1: What is your name?', { name: string }) : form('Step 2: What is your favorite color?', { color: string });
    return inputRequired({ inputRequests: { [`step${next}`]: question }, requestState: await seal({ round: next, name }) });
  }),
  test_input_required_result_capabilities: tool('Asks only what the caller can answer.', (_, context) => {
    if (context.mcpReq.inputResponses !== undefined) return text('answered');
    const can = context.mcpReq.envelope?.[CLIENT_CAPABILITIES_META_KEY] ?? context.connectedCapabilities ?? {};
    const needs = { user_name: 'elicitation', greeting: 'sampling', client_roots: 'roots' };
    const inputRequests = Object.fromEntries(Object.entries(threeQuestions()).filter(([key]) => can[needs[key]] !== undefined));
    return Object.keys(inputRequests).length === 0 ? text('you can answer nothing') : inputRequired({ inputRequests });
  }),
};

const described = (description) => ({ type: 'string', description });
const titled = (noun) => ['First', 'Second', 'Third'].map((each, at) => ({ const: `value${at + 1}`, title: `${each} ${noun}` }));
const threeQuestions = () => ({
  user_name: form('What is your name?', { name: string }),
  greeting: say('Generate a greeting', 50),
  client_roots: inputRequired.listRoots(),
});

/** Asks, and says what came back. */
function told(context, question) {
  const answer = response(context, 'answer');
  if (!answer) return inputRequired({ inputRequests: { answer: question } });
  return text(`User response: action=${answer.action}, content=${JSON.stringify(answer.content ?? {})}`);
}

const confirm = async (of) => inputRequired({ inputRequests: { confirm: form('Please confirm', { ok: { type: 'boolean' } }) }, requestState: await seal({ of }) });
const confirmed = (context) => context.mcpReq.requestState() !== undefined && answered(context, 'confirm') !== undefined;

/** Tools that may become tasks, where the caller knows tasks. */
const long = {
  slow_compute: taskTool(
    'optional',
    'Takes so many seconds.',
    async ({ seconds, label = '' }, { signal }) => {
      await sleep(seconds * 1000, undefined, { signal });
      return text(`computed ${label}`);
    },
    object({ seconds: { type: 'number', minimum: 0, maximum: 600 }, label: string }, ['seconds']),
  ),
  failing_job: taskTool('required', 'Fails as a tool, after a second.', async (_, { signal }) => {
    await sleep(1000, undefined, { signal });
    return failed('the job failed');
  }),
  protocol_error_job: taskTool('required', 'Fails as a protocol error.', async () => {
    throw new ProtocolError(-32603, 'the job broke');
  }),
  confirm_delete: taskTool(
    'required',
    'Asks before it deletes.',
    async ({ filename }, task) => {
      const answer = await task.ask('confirm', form(`Delete ${filename}?`, { confirm: { type: 'boolean' } }));
      return text(answer?.content?.confirm ? `deleted ${filename}` : `kept ${filename}`);
    },
    object({ filename: string }),
  ),
  multi_input: taskTool('required', 'Asks two things at once.', async (_, task) => {
    const answers = await Promise.all(['first', 'second'].map((key) => task.ask(key, form(`The ${key} name?`, { name: string }))));
    return text(answers.map((each) => each?.content?.name).join(' and '));
  }),
  test_tool_with_task: taskTool('required', 'Asks for a name, then becomes a task.', async (_, task, name) => {
    const user = name ?? (await task.ask('user_name', form('What is your name?', { name: string })))?.content?.name;
    return text(`Hello, ${user}!`);
  }),
};

function callLong(name, { run, support }, args, context, era) {
  if (support === 'optional' && (era === 'legacy' || !knowsTasks(context))) return run(args, context.mcpReq);
  if (era === 'legacy') throw new ProtocolError(-32601, `${name} is called with a task only`);
  demandTasks(context);
  const user = answered(context, 'user_name')?.name;
  if (name === 'test_tool_with_task' && user === undefined) {
    return inputRequired({ inputRequests: { user_name: form('What is your name?', { name: string }) } });
  }
  return startTask((task) => run(args, task, user));
}

const changing = (changed) => ({
  test_trigger_tool_change: tool('Says that the tools changed.', () => (changed('tools'), text('said'))),
  test_trigger_prompt_change: tool('Says that the prompts changed.', () => (changed('prompts'), text('said'))),
});

const resource = (uri, mimeType, content, description) => ({ listed: { uri, name: uri.slice('test://'.length), mimeType, description }, content });
const resources = [
  resource('test://static-text', 'text/plain', { text: 'This is the content of the static text resource.' }, 'A text.'),
  resource('test://static-binary', 'image/png', { blob: PICTURE }, 'A picture.'),
  resource('test://watched-resource', 'text/plain', { text: 'Watched resource content' }, 'A text to be subscribed to.'),
];
const template = { uriTemplate: 'test://template/{id}/data', name: 'template', description: 'Data by its id.', mimeType: 'application/json' };

function read(uri) {
  const found = resources.find(({ listed }) => listed.uri === uri);
  if (found) return { contents: [{ uri, mimeType: found.listed.mimeType, ...found.content }] };
  const id = /^test:\/\/template\/([^/]+)\/data$/.exec(uri)?.[1];
  if (id === undefined) throw new ResourceNotFoundError(uri);
  return { contents: [{ uri, mimeType: 'application/json', text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` }) }] };
}

const user = (content) => ({ role: 'user', content });
const words = (value) => user({ type: 'text', text: value });
const argument = (name) => ({ name, description: `The argument ${name}.`, required: true });
const prompts = {
  test_simple_prompt: { description: 'A text.', get: () => [words('This is a simple prompt for testing.')] },
  test_prompt_with_arguments: {
    description: 'A text with two arguments.',
    arguments: [argument('arg1'), argument('arg2')],
    get: ({ arg1, arg2 }) => [words(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)],
  },
  test_prompt_with_embedded_resource: {
    description: 'A text with a resource inside.',
    arguments: [argument('resourceUri')],
    get: ({ resourceUri: uri }) => [
      user({ type: 'resource', resource: { uri, mimeType: 'text/plain', text: 'Embedded resource content for testing.' } }),
      words('Please process the embedded resource above.'),
    ],
  },
  test_prompt_with_image: { description: 'A picture.', get: () => [user(picture), words('Please analyze the image above.')] },
  test_input_required_result_prompt: {
    description: 'A text that asks what it is about.',
    get: (_, context) => {
      const about = answered(context, 'user_context')?.context;
      return about === undefined
        ? inputRequired({ inputRequests: { user_context: form('What context should the prompt use?', { context: string }) } })
        : [words(`About ${about}`)];
    },
  },
};

/** What a server of this era says of itself. */
export function offered(era) {
  const knowing = era === 'modern' ? { extensions: { [TASKS]: {} } } : { tasks: { list: {}, cancel: {}, requests: { tools: { call: {} } } } };
  const capabilities = {
    tools: { listChanged: true },
    prompts: { listChanged: true },
    resources: { subscribe: true, listChanged: true },
    completions: {},
    logging: {},
    ...knowing,
  };
  return { capabilities, requestState: { verify: state.verify }, instructions: 'Everything that the conformance suite asks for.' };
}

/** Gives a low-level server of the SDK all of this; `changed` tells every client that a list is another one. */
export function offer(server, era, changed) {
  const tools = { ...plain, ...telling, ...asking, ...changing(changed), ...long };
  server.setRequestHandler('tools/list', () => ({
    tools: Object.entries(tools).map(([name, { description, inputSchema, support }]) => ({
      name,
      description,
      inputSchema,
      ...(support && era === 'legacy' ? { execution: { taskSupport: support } } : {}),
    })),
  }));
  server.setRequestHandler('tools/call', async ({ params }, context) => {
    const called = Object.hasOwn(tools, params.name) ? tools[params.name] : undefined;
    if (!called) throw new ProtocolError(-32602, `Unknown tool: ${params.name}`);
    const args = params.arguments ?? {};
    if (called.support) return callLong(params.name, called, args, context, era);
    return called.run(args, { ...context, connectedCapabilities: server.getClientCapabilities() });
  });
  server.setRequestHandler('resources/list', () => ({ resources: resources.map(({ listed }) => listed) }));
  server.setRequestHandler('resources/templates/list', () => ({ resourceTemplates: [template] }));
  server.setRequestHandler('resources/read', ({ params }) => read(params.uri));
  server.setRequestHandler('prompts/list', () => ({
    prompts: Object.entries(prompts).map(([name, { get: _, ...rest }]) => ({ name, ...rest })),
  }));
  server.setRequestHandler('prompts/get', ({ params }, context) => {
    const prompt = Object.hasOwn(prompts, params.name) ? prompts[params.name] : undefined;
    if (!prompt) throw new ProtocolError(-32602, `Unknown prompt: ${params.name}`);
    const messages = prompt.get(params.arguments ?? {}, context);
    return Array.isArray(messages) ? { description: prompt.description, messages } : messages;
  });
  server.setRequestHandler('completion/complete', ({ params }) => {
    const values = ['test', 'testing', 'tide'].filter((each) => each.startsWith(params.argument.value));
    return { completion: { values, total: values.length, hasMore: false } };
  });
  if (era === 'legacy') {
    server.setRequestHandler('resources/subscribe', () => ({}));
    server.setRequestHandler('resources/unsubscribe', () => ({}));
    server.taskFor = ({ name, arguments: args, task }) =>
      task && Object.hasOwn(long, name) ? startLegacyTask((made) => long[name].run(args ?? {}, made)) : undefined;
    offerLegacyTasks(server);
  } else {
    offerTasks(server);
  }
  return server;
}

const sentinel = /^=\?base64\?(.*)\?=$/;

/** A header's value as text; undefined where it claims to be Base64 and is not. */
function decoded(value) {
  const coded = sentinel.exec(value)?.[1];
  if (coded === undefined) return value;
  const bytes = Buffer.from(coded, 'base64');
  return bytes.toString('base64') === coded ? bytes.toString('utf8') : undefined;
}

/** What is wrong with the headers that stand for parts of the body, beyond what the SDK looks at; undefined when nothing is. */
export function headersOf(body, headers) {
  const { method, params } = body ?? {};
  if (['tasks/get', 'tasks/update', 'tasks/cancel'].includes(method) && decoded(headers['mcp-name'] ?? '') !== params?.taskId) {
    return 'Mcp-Name is not params.taskId';
  }
  const called = method === 'tools/call' && Object.hasOwn(plain, params?.name ?? '') ? plain[params.name] : undefined;
  for (const [name, schema] of Object.entries(called?.inputSchema.properties ?? {})) {
    const header = schema['x-mcp-header'];
    const value = params.arguments?.[name];
    if (header === undefined || value === undefined || value === null) continue;
    if (decoded(headers[`mcp-param-${header.toLowerCase()}`] ?? '') !== String(value)) return `Mcp-Param-${header} is not params.arguments.${name}`;
  }
  return undefined;
}
