// SipHash-1-3 with a zero key: Temporal's core applies it to a run id to seed the workflow's random numbers.

const mask = 0xffff_ffff_ffff_ffffn;

function rotated(value: bigint, by: bigint): bigint {
  return ((value << by) | (value >> (64n - by))) & mask;
}

type State = { v0: bigint; v1: bigint; v2: bigint; v3: bigint };

function round(s: State): void {
  s.v0 = (s.v0 + s.v1) & mask;
  s.v1 = rotated(s.v1, 13n) ^ s.v0;
  s.v0 = rotated(s.v0, 32n);
  s.v2 = (s.v2 + s.v3) & mask;
  s.v3 = rotated(s.v3, 16n) ^ s.v2;
  s.v0 = (s.v0 + s.v3) & mask;
  s.v3 = rotated(s.v3, 21n) ^ s.v0;
  s.v2 = (s.v2 + s.v1) & mask;
  s.v1 = rotated(s.v1, 17n) ^ s.v2;
  s.v2 = rotated(s.v2, 32n);
}

function sipHash13(bytes: Uint8Array): bigint {
  const state: State = {
    v0: 0x736f6d6570736575n,
    v1: 0x646f72616e646f6dn,
    v2: 0x6c7967656e657261n,
    v3: 0x7465646279746573n,
  };
  const padded = new Uint8Array(Math.floor(bytes.length / 8) * 8 + 8);
  padded.set(bytes);
  padded[padded.length - 1] = bytes.length & 0xff;
  const view = new DataView(padded.buffer);
  for (let at = 0; at < padded.length; at += 8) {
    const word = view.getBigUint64(at, true);
    state.v3 ^= word;
    round(state);
    state.v0 ^= word;
  }
  state.v2 ^= 0xffn;
  for (let i = 0; i < 3; i++) round(state);
  return state.v0 ^ state.v1 ^ state.v2 ^ state.v3;
}

/** Hashes a text like Rust: its bytes followed by 0xff. 64 bits, unsigned. */
export function randomnessSeed(runId: string): bigint {
  return sipHash13(Buffer.concat([Buffer.from(runId), Buffer.of(0xff)]));
}
