// Tasks, by hand: the SDK knows them only by name.
// The extension io.modelcontextprotocol/tasks: the server makes one when it wants to, for a caller who said on that request that it knows tasks.
// Those of 2025-11-25: the caller wants one, with `task` in the parameters of its call, and is asked while it waits for the result.
import { CLIENT_CAPABILITIES_META_KEY, MissingRequiredClientCapabilityError, ProtocolError, RELATED_TASK_META_KEY } from '@modelcontextprotocol/server';
import { randomUUID } from 'node:crypto';
import * as z from 'zod';

export const TASKS = 'io.modelcontextprotocol/tasks';

const ttlMs = 300_000;
const pollIntervalMs = 100;
const tasksMax = 10_000;
const ended = ['completed', 'failed', 'cancelled'];

/** Every task of this process, by id; a gone one was told its time beforehand. */
const tasks = new Map();

export const knowsTasks = (context) => context.mcpReq.envelope?.[CLIENT_CAPABILITIES_META_KEY]?.extensions?.[TASKS] !== undefined;

export function demandTasks(context) {
  if (!knowsTasks(context)) throw new MissingRequiredClientCapabilityError({ requiredCapabilities: { extensions: { [TASKS]: {} } } });
}

class Task {
  #abort = new AbortController();
  #questions = new Map();
  #status = 'working';
  #outcome = {};
  #createdAt = new Date().toISOString();
  #lastUpdatedAt = this.#createdAt;
  #waiting = [];
  id = randomUUID();

  /** `work` gets this task: `task.ask` for input, `task.signal` to be cancelled by. What it throws by code makes the task fail. */
  constructor(work) {
    work(this).then(
      (result) => this.#end('completed', { result }),
      (error) => this.#end('failed', { error: { code: error.code ?? -32603, message: error.message } }),
    );
  }

  get signal() {
    return this.#abort.signal;
  }

  /** Asks for one thing and waits for the answer. */
  ask(key, request) {
    return new Promise((answer) => {
      this.#questions.set(key, { request, answer });
      this.#is('input_required');
    });
  }

  answer(responses) {
    for (const [key, response] of Object.entries(responses)) {
      const question = this.#questions.get(key);
      if (!question) continue;
      this.#questions.delete(key);
      if (this.#questions.size === 0) this.#is('working');
      question.answer(response);
    }
  }

  cancel() {
    this.#end('cancelled', {});
    this.#abort.abort();
  }

  get summary() {
    return { taskId: this.id, status: this.#status, createdAt: this.#createdAt, lastUpdatedAt: this.#lastUpdatedAt, ttlMs, pollIntervalMs };
  }

  /** As 2025-11-25 writes it. */
  get legacy() {
    const { ttlMs: ttl, pollIntervalMs: pollInterval, ...rest } = this.summary;
    return { ...rest, ttl, pollInterval };
  }

  /** Waits for the end, and has the caller answer what is asked until then. */
  async resultFor(context) {
    const asked = new Set();
    while (!ended.includes(this.#status)) {
      for (const [key, { request }] of this.#questions) {
        if (asked.has(key)) continue;
        asked.add(key);
        const params = { ...request.params, _meta: { [RELATED_TASK_META_KEY]: { taskId: this.id } } };
        context.mcpReq.send({ method: request.method, params }).then(
          (response) => this.answer({ [key]: response }),
          () => this.answer({ [key]: { action: 'cancel' } }),
        );
      }
      await new Promise((changed) => this.#waiting.push(changed));
    }
    const { result, error } = this.#outcome;
    if (!result) throw new ProtocolError(error?.code ?? -32603, error?.message ?? 'the task was cancelled');
    return { ...result, _meta: { [RELATED_TASK_META_KEY]: { taskId: this.id } } };
  }

  get detail() {
    const inputRequests = Object.fromEntries([...this.#questions].map(([key, { request }]) => [key, request]));
    return { ...this.summary, ...this.#outcome, ...(this.#status === 'input_required' ? { inputRequests } : {}) };
  }

  #is(status) {
    if (ended.includes(this.#status)) return;
    this.#status = status;
    this.#lastUpdatedAt = new Date().toISOString();
    for (const changed of this.#waiting.splice(0)) setImmediate(changed); // when the outcome is there too
  }

  #end(status, outcome) {
    if (ended.includes(this.#status)) return;
    this.#is(status);
    this.#outcome = outcome;
    this.#questions.clear();
  }
}

function start(work) {
  if (tasks.size >= tasksMax) throw new ProtocolError(-32603, 'too many tasks');
  const task = new Task(work);
  tasks.set(task.id, task);
  setTimeout(() => tasks.delete(task.id), ttlMs).unref();
  return task;
}

/** Starts `work` as a task; the answer to the call that it came from. */
export const startTask = (work) => ({ resultType: 'task', ...start(work).summary });

/** The same for a caller of 2025-11-25 who wanted a task. */
export const startLegacyTask = (work) => ({ task: start(work).legacy });

function known(taskId) {
  const task = tasks.get(taskId);
  if (!task) throw new ProtocolError(-32602, `Unknown task: ${taskId}`);
  return task;
}

/** Gives a server of the modern era the extension's methods. */
export function offerTasks(server) {
  const params = z.looseObject({ taskId: z.string() });
  const method = (name, act) =>
    server.setRequestHandler(name, { params }, ({ taskId }, context) => {
      demandTasks(context);
      return act(known(taskId), context);
    });
  method('tasks/get', (task) => task.detail);
  method('tasks/update', (task, { mcpReq }) => {
    task.answer(mcpReq.inputResponses ?? {}); // the SDK takes them out of the parameters
    return {};
  });
  method('tasks/cancel', (task) => {
    task.cancel();
    return {};
  });
}

/** Gives a server of the legacy era the methods of 2025-11-25. */
export function offerLegacyTasks(server) {
  server.setRequestHandler('tasks/get', ({ params }) => known(params.taskId).legacy);
  server.setRequestHandler('tasks/list', () => ({ tasks: [...tasks.values()].map((task) => task.legacy) }));
  server.setRequestHandler('tasks/result', ({ params }, context) => known(params.taskId).resultFor(context));
  server.setRequestHandler('tasks/cancel', ({ params }) => {
    const task = known(params.taskId);
    if (ended.includes(task.legacy.status)) throw new ProtocolError(-32602, `Task has ended: ${params.taskId}`);
    task.cancel();
    return task.legacy;
  });
}
