// utilityProcess: a program in a separate Node process, whose ports use Node's channel between processes.
import { fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { cloned, handOver } from './message-ports.mjs';
import { checkKeys, onlyEvents, record, strict } from './strict.mjs';

const PROGRAM = join(import.meta.dirname, 'utility-program.mjs');
const running = new Set();

class UtilityProcess extends EventEmitter {
  #child;
  #name;
  #ends = new Map();
  #lastPort = 0;

  constructor(modulePath, args, { serviceName = 'Node Utility Process', env = process.env }) {
    super();
    onlyEvents('UtilityProcess', this, ['spawn', 'exit', 'message', 'error']);
    this.#name = serviceName;
    this.#child = fork(PROGRAM, [modulePath, ...args], { env, execArgv: [], serialization: 'advanced' });
    this.#child.once('spawn', () => this.emit('spawn'));
    this.#child.on('message', (message) => this.#heard(message));
    this.#child.once('exit', (code) => this.#gone(code ?? 1));
    running.add(this);
    process.once('exit', () => this.#child.kill('SIGKILL'));
    return strict('UtilityProcess', this);
  }

  get pid() {
    return this.#child.exitCode === null && this.#child.signalCode === null ? this.#child.pid : undefined;
  }

  get stdout() {
    return null;
  }

  get stderr() {
    return null;
  }

  postMessage(message, transfer = []) {
    if (this.pid === undefined) return;
    const given = transfer.map((port) => ({ id: ++this.#lastPort, end: handOver(port) }));
    this.#send({ type: 'message', data: cloned(message), ports: given.map(({ id }) => id) });
    // Data kept by the port comes after the port itself.
    for (const { id, end } of given) this.#carry(id, end);
  }

  kill() {
    return this.#child.kill('SIGKILL');
  }

  metric() {
    return { pid: this.pid, type: 'Utility', serviceName: 'node.mojom.NodeService', name: this.#name };
  }

  #send(message) {
    this.#child.send(message, () => {}); // The process may have ended meanwhile.
  }

  #carry(id, end) {
    this.#ends.set(id, end);
    end.attach({
      message: (data) => this.#send({ type: 'port-message', port: id, data }),
      closed: () => {
        if (this.#ends.delete(id)) this.#send({ type: 'port-close', port: id });
      },
    });
  }

  #heard({ type, port, data }) {
    if (type === 'message') this.emit('message', data);
    else if (type === 'port-message') this.#ends.get(port)?.send(data);
    else {
      this.#ends.get(port)?.close();
      this.#ends.delete(port);
    }
  }

  /** The process's half of every port is gone with it. */
  #gone(code) {
    running.delete(this);
    for (const end of this.#ends.values()) end.close();
    this.#ends.clear();
    this.emit('exit', code);
  }
}

const OPTIONS = ['env', 'execArgv', 'cwd', 'stdio', 'serviceName', 'allowLoadingUnsignedLibraries'];
let isReady = () => false;

export function utilityNeeds(ready) {
  isReady = ready;
}

export const utilityProcess = strict('utilityProcess', {
  fork(modulePath, args = [], options = {}) {
    if (!isReady()) throw new Error('utilityProcess cannot be created before app is ready.');
    checkKeys('utilityProcess.fork', options, OPTIONS);
    if (!isAbsolute(modulePath) || !existsSync(modulePath))
      throw new Error(`electron double: no program at ${modulePath}`);
    record('utilityProcess.fork', modulePath, options);
    return new UtilityProcess(modulePath, args, options);
  },
});

/** The entries of app.getAppMetrics() about utility processes. */
export function utilityMetrics() {
  return [...running].map((each) => each.metric());
}
