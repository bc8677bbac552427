// The extension io.modelcontextprotocol/tasks, by hand: the SDK knows it only by name.
// A task is made by the server when it wants to, for a caller who said on that request that it knows tasks.
import { CLIENT_CAPABILITIES_META_KEY, MissingRequiredClientCapabilityError, ProtocolError } from '@modelcontextprotocol/server';
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

  get detail() {
    const inputRequests = Object.fromEntries([...this.#questions].map(([key, { request }]) => [key, request]));
    return { ...this.summary, ...this.#outcome, ...(this.#status === 'input_required' ? { inputRequests } : {}) };
  }

  #is(status) {
    if (ended.includes(this.#status)) return;
    this.#status = status;
    this.#lastUpdatedAt = new Date().toISOString();
  }

  #end(status, outcome) {
    if (ended.includes(this.#status)) return;
    this.#is(status);
    this.#outcome = outcome;
    this.#questions.clear();
  }
}

/** Starts `work` as a task; the answer to the call that wanted it. */
export function startTask(work) {
  if (tasks.size >= tasksMax) throw new ProtocolError(-32603, 'too many tasks');
  const task = new Task(work);
  tasks.set(task.id, task);
  setTimeout(() => tasks.delete(task.id), ttlMs).unref();
  return { resultType: 'task', ...task.summary };
}

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
