// contextBridge between the preload's world and the page's. Both worlds run this source, which must not use anything
// outside it.
//
// Worlds share the DOM but no objects, and an event's detail is cloned between them. So a function crosses as a number,
// and a call of it is an event that another event answers before dispatchEvent returns.

/** @param names { outgoing, incoming } event types; @param roots functions that the other world may call by position. */
export function createMembrane({ outgoing, incoming, roots = [] }) {
  const shown = [...roots];
  const settlers = new Map();
  let answer;

  const tell = (detail) => window.dispatchEvent(new CustomEvent(outgoing, { detail }));
  const asError = (thrown) => ({ type: 'error', message: String(thrown?.message ?? thrown) });

  function packPromise(promise) {
    const id = shown.push(promise) - 1;
    promise.then(
      (value) => tell({ type: 'settle', id, value: pack(value) }),
      (thrown) => tell({ type: 'settle', id, error: asError(thrown) }),
    );
    return { type: 'promise', id };
  }

  function packPlain(value) {
    try {
      return { type: 'value', value: structuredClone(value) };
    } catch {
      throw new Error('An object could not be cloned.');
    }
  }

  function pack(value) {
    if (typeof value === 'function') return { type: 'function', id: shown.push(value) - 1 };
    if (value instanceof Promise) return packPromise(value);
    if (value instanceof Error) return asError(value);
    if (Array.isArray(value)) return { type: 'array', items: value.map(pack) };
    if (Object.prototype.toString.call(value) !== '[object Object]') return packPlain(value);
    return { type: 'object', entries: Object.entries(value).map(([key, one]) => [key, pack(one)]) };
  }

  function unpack(sent) {
    if (sent.type === 'function') return (...args) => call(sent.id, args);
    if (sent.type === 'promise') return new Promise((...settle) => settlers.set(sent.id, settle));
    if (sent.type === 'error') return new Error(sent.message);
    if (sent.type === 'array') return Object.freeze(sent.items.map(unpack));
    if (sent.type === 'value') return sent.value;
    return Object.freeze(Object.fromEntries(sent.entries.map(([key, one]) => [key, unpack(one)])));
  }

  function call(id, args) {
    answer = undefined;
    tell({ type: 'call', id, args: args.map(pack) });
    const got = answer;
    answer = undefined;
    if (!got) throw new Error('electron double: the other world did not answer');
    if (got.error) throw unpack(got.error);
    return unpack(got.value);
  }

  function respond({ id, args }) {
    try {
      return { type: 'answer', value: pack(shown[id](...args.map(unpack))) };
    } catch (thrown) {
      return { type: 'answer', error: asError(thrown) };
    }
  }

  function settle({ id, value, error }) {
    const [resolve, reject] = settlers.get(id);
    settlers.delete(id);
    if (error) reject(unpack(error));
    else resolve(unpack(value));
  }

  window.addEventListener(incoming, ({ detail }) => {
    if (detail.type === 'call') tell(respond(detail));
    else if (detail.type === 'settle') settle(detail);
    else answer = detail;
  });

  return { root: (id) => unpack({ type: 'function', id }) };
}
