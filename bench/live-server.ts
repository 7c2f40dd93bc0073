// A gRPC server of its own process that answers with one recorded history, in pages: its file is the argument. Prints
// its address, and ends when its standard input does.

import { recordedServer } from '../engine/testing/recorded-server.ts';
import { protobufOf } from './temporal-proto.ts';
import { runOf } from './live.ts';

const [path = ''] = process.argv.slice(2);
const run = { ...runOf, status: 2, history: protobufOf(path) };
const end: (() => void)[] = [];
const { address } = await recordedServer({ after: (close) => end.push(close) }, [run], { pageSize: 256 });
console.log(address);
process.stdin.on('end', () => end.forEach((close) => close())).resume();
