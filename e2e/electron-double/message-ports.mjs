// MessageChannelMain and its ports. An end belongs to the main process or is transferred to a page.
import { EventEmitter } from 'node:events';
import { NotModelled, onlyEvents, strict } from './strict.mjs';

/** Half of a channel. Arriving data is kept until a receiver is attached. */
export class PortEnd {
  #peer;
  #receiver;
  #kept = [];
  #closed = false;

  static pair() {
    const [one, other] = [new PortEnd(), new PortEnd()];
    one.#join(other);
    other.#join(one);
    return [one, other];
  }

  #join(peer) {
    this.#peer = peer;
  }

  /** Sends to the other half, asynchronously and in order. */
  send(data) {
    if (!this.#closed) setImmediate(() => this.#peer.#deliver({ data }));
  }

  close() {
    if (this.#closed) return;
    this.#closed = true;
    setImmediate(() => this.#peer.#deliver({ closed: true }));
  }

  /** `receiver`: an object with message(data) and closed(). */
  attach(receiver) {
    this.#receiver = receiver;
    for (const one of this.#kept.splice(0)) this.#deliver(one);
  }

  #deliver(one) {
    if (this.#closed) return;
    if (!this.#receiver) {
      this.#kept.push(one);
    } else if (one.closed) {
      this.#closed = true;
      this.#receiver.closed();
    } else {
      this.#receiver.message(one.data);
    }
  }
}

const ends = new WeakMap();

class MessagePortMain extends EventEmitter {
  #end;

  constructor(end) {
    super();
    this.#end = end;
    onlyEvents('MessagePortMain', this, ['message', 'close']);
    const proxy = strict('MessagePortMain', this);
    ends.set(proxy, () => this.#handOver());
    return proxy;
  }

  postMessage(message, transfer = []) {
    if (transfer.length > 0) throw new NotModelled('sending a port through a port');
    this.#usable().send(cloned(message));
  }

  start() {
    this.#usable().attach({
      message: (data) => this.emit('message', { data, ports: [] }),
      closed: () => this.emit('close'),
    });
  }

  close() {
    this.#usable().close();
  }

  #handOver() {
    const end = this.#usable();
    this.#end = undefined;
    return end;
  }

  #usable() {
    if (!this.#end) throw new Error('electron double: this port was transferred and is of no more use here');
    return this.#end;
  }
}

export class MessageChannelMain {
  constructor() {
    const [one, other] = PortEnd.pair();
    this.port1 = new MessagePortMain(one);
    this.port2 = new MessagePortMain(other);
    return strict('MessageChannelMain', this);
  }
}

/** Removes the end from a port being transferred; the port is unusable afterwards. */
export function handOver(port) {
  const take = ends.get(port);
  if (!take) throw new TypeError('Port at index 0 is not a valid port');
  return take();
}

/** A port for an end whose other half is in a page. */
export function portFor(end) {
  return new MessagePortMain(end);
}

/** Electron's own message when data cannot be cloned. */
export function cloned(value) {
  try {
    return structuredClone(value);
  } catch {
    throw new Error('An object could not be cloned.');
  }
}
