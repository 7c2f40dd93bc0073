// The inside of a utility process: process.parentPort, and the ports received through it.
import { EventEmitter } from 'node:events';
import { pathToFileURL } from 'node:url';
import { onlyEvents, strict } from './strict.mjs';

const ports = new Map();

class Port extends EventEmitter {
  #id;
  #kept = [];
  #started = false;

  constructor(id) {
    super();
    onlyEvents('MessagePortMain', this, ['message', 'close']);
    this.#id = id;
  }

  postMessage(message) {
    process.send({ type: 'port-message', port: this.#id, data: message });
  }

  start() {
    this.#started = true;
    for (const act of this.#kept.splice(0)) act();
  }

  close() {
    ports.delete(this.#id);
    process.send({ type: 'port-close', port: this.#id });
  }

  // Not part of Electron: receives from the other half.

  take(act) {
    if (this.#started) act();
    else this.#kept.push(act);
  }
}

class ParentPort extends EventEmitter {
  #kept = [];

  on(event, listener) {
    if (event !== 'message') throw new Error(`electron double: parentPort.on('${event}') is not modelled`);
    super.on(event, listener);
    for (const message of this.#kept.splice(0)) this.emit('message', message);
    return this;
  }

  postMessage(message) {
    process.send({ type: 'message', data: message });
  }

  // Not part of Electron.

  receive(message) {
    if (this.listenerCount('message') === 0) this.#kept.push(message);
    else this.emit('message', message);
  }
}

const parent = new ParentPort();
process.parentPort = strict('parentPort', parent);
process.type = 'utility';

process.on('message', ({ type, port: id, data, ports: given }) => {
  if (type === 'message') parent.receive({ data, ports: given.map(adopt) });
  else if (type === 'port-message') ports.get(id)?.take(() => ports.get(id)?.emit('message', { data, ports: [] }));
  else {
    const port = ports.get(id);
    port?.take(() => port.emit('close'));
    ports.delete(id);
  }
});
// Ends with the main process.
process.on('disconnect', () => process.exit(0));

function adopt(id) {
  const port = new Port(id);
  ports.set(id, port);
  return strict('MessagePortMain', port);
}

const [, , modulePath] = process.argv;
await import(pathToFileURL(modulePath).href);
