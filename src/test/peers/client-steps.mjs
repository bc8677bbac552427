// What every client driver of this folder does, told as one JSON line a step on stdout.
// A driver connects in its own way and hands over functions; the steps and the lines are the same for all.
import { parseArgs } from 'node:util';

/** Command line of a driver: URL or `-- COMMAND ARGS`, headers, era, and the steps to take. */
export function commandLine() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      header: { type: 'string', multiple: true, default: [] },
      era: { type: 'string', default: 'legacy' },
      call: { type: 'string', multiple: true, default: [] },
      answers: { type: 'string', default: '{}' },
      step: { type: 'string', multiple: true, default: [] },
      progress: { type: 'string' },
      cancel: { type: 'string' },
      'cancel-on': { type: 'string', default: 'progress' },
      timeout: { type: 'string', default: '30000' },
    },
  });
  const headers = Object.fromEntries(
    values.header.map((each) => [each.slice(0, each.indexOf(':')).trim(), each.slice(each.indexOf(':') + 1).trim()]),
  );
  const target = positionals[0]?.startsWith('http') ? { url: new URL(positionals[0]) } : { command: positionals[0], args: positionals.slice(1) };
  return { ...values, headers, target, answers: JSON.parse(values.answers) };
}

/** What a client says that it can be asked for, made from what it is to answer. */
export function capabilities({ elicitation, sampling, roots }) {
  return {
    ...(elicitation ? { elicitation: { form: {}, url: {} } } : {}),
    ...(sampling ? { sampling: {} } : {}),
    ...(roots ? { roots: { listChanged: true } } : {}),
  };
}

/** The answers to what servers ask for, by method. Each question that comes is a line. */
export function answering({ elicitation, sampling, roots }) {
  const results = {
    'elicitation/create': elicitation,
    'sampling/createMessage': sampling && { role: 'assistant', model: 'driver', content: { type: 'text', text: sampling } },
    'roots/list': roots && { roots },
  };
  return Object.entries(results)
    .filter(([, result]) => result)
    .map(([method, result]) => [
      method,
      ({ params }) => {
        line({ asked: method, params });
        return result;
      },
    ]);
}

export const line = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

const failure = (error) => ({
  name: error?.name,
  code: error?.code,
  message: String(error?.message ?? error),
  ...(error?.data === undefined ? {} : { data: error.data }),
});

/** What servers said unasked, by method; a step may wait for the first. */
const heard = new Map();
const waiting = new Map();

export function hear(method, params) {
  line({ notification: method, params });
  heard.set(method, params);
  waiting.get(method)?.(params);
}

async function awaitHeard(method, timeout) {
  if (heard.has(method)) return heard.get(method);
  return await new Promise((resolve, reject) => {
    waiting.set(method, resolve);
    setTimeout(() => reject(new Error(`${method} never came`)), Number(timeout)).unref();
  });
}

/** `NAME {json}` */
function parseCall(value) {
  const space = value.indexOf(' ');
  return space < 0 ? { name: value, arguments: {} } : { name: value.slice(0, space), arguments: JSON.parse(value.slice(space + 1)) };
}

/**
 * Takes the steps asked for; a step that fails is a line too, and does not end the run.
 * `--step` takes any method, or `await METHOD`: goes on when the server has said that.
 */
export async function takeSteps({ connect, list, call, request, close }, options) {
  const step = async (name, action) => {
    try {
      line({ step: name, ok: true, ...(await action()) });
      return true;
    } catch (error) {
      line({ step: name, ok: false, error: failure(error) });
      return false;
    }
  };
  if (!(await step('connect', connect))) process.exit(1);
  await step('list', async () => ({ tools: await list() }));
  for (const each of options.call) {
    const wanted = parseCall(each);
    await step('call', async () => ({ tool: wanted.name, result: await call(wanted, {}) }));
  }
  for (const each of options.step) {
    const { name, arguments: params } = parseCall(each.replace(/^await /, ''));
    const take = each.startsWith('await ') ? () => awaitHeard(name, options.timeout) : () => request(name, params);
    await step(each.startsWith('await ') ? each : name, async () => ({ result: await take() }));
  }
  if (options.progress) {
    const seen = [];
    await step('progress', async () => {
      const result = await call(parseCall(options.progress), { onprogress: (each) => seen.push(each) });
      return { result, seen };
    });
  }
  if (options.cancel) await step('cancel', () => cancel(call, list, options));
  await step('close', async () => close());
}

/**
 * Starts a call, takes it back (on the first progress, or after so many ms), and tells how the call ended.
 * Lists once more: the connection still works, and the cancellation was on its way before the driver hangs up.
 */
async function cancel(call, list, options) {
  const abort = new AbortController();
  const onprogress = () => abort.abort('enough');
  if (options['cancel-on'] !== 'progress') setTimeout(onprogress, Number(options['cancel-on']));
  try {
    const result = await call(parseCall(options.cancel), { onprogress, signal: abort.signal });
    return { cancelled: false, result };
  } catch (error) {
    return { cancelled: abort.signal.aborted, error: failure(error), after: (await list()).length };
  }
}
