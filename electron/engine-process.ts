// The engine's own process (Electron's utility process), whose work does not block the window. Knows no window, only
// the ports of pages.

import { samplesFolder } from '../engine/host/app-folder.ts';
import { codeCache } from '../engine/host/code-cache.ts';
import { workerProgram } from '../engine/host/worker-program.ts';
import '../engine/small-nursery.ts';
import { Engine } from '../engine/engine.ts';
import { Conversation } from '../engine/host/conversation.ts';
import { must } from '../engine/model/assert.ts';
import { errorInfo } from '../engine/model/errors.ts';
import type { ToEngine, ToMain } from './engine-messages.ts';
import { type Port, portPipe } from './port-pipe.ts';

const { parentPort } = process;
const choosing = new Map<number, (paths: readonly string[]) => void>();
let served: { readonly engine: Engine; readonly conversation: Conversation } | undefined;
let lastId = 0;

parentPort.on('message', ({ data, ports }: { data: ToEngine; ports: readonly Port[] }) => {
  if (data.type === 'start') start(data.database, data.version);
  else if (data.type === 'chosen') answer(data.id, data.paths);
  else if (served === undefined) return;
  else if (data.type === 'serve') served.conversation.start(portPipe(must(ports[0])));
  else if (data.type === 'push') served.conversation.push(data.name, data.body);
  else void close(served);
});

function say(message: ToMain): void {
  parentPort.postMessage(message);
}

function start(database: string, version: string): void {
  try {
    const engine = Engine.open({
      database,
      version,
      filesByPath: true,
      codeFolder: codeCache(),
      samplesFolder: samplesFolder(),
      workerProgram: workerProgram(),
      shell: { chooseFiles },
    });
    served = { engine, conversation: new Conversation(engine) };
    say({ type: 'ready' });
  } catch (error) {
    console.error(error);
    say({ type: 'failed', error: errorInfo(error) });
  }
}

function chooseFiles(folder: boolean): Promise<readonly string[]> {
  const id = ++lastId;
  return new Promise((resolve) => {
    choosing.set(id, resolve);
    say({ type: 'choose', id, folder });
  });
}

function answer(id: number, paths: readonly string[]): void {
  choosing.get(id)?.(paths);
  choosing.delete(id);
}

async function close({ engine, conversation }: NonNullable<typeof served>): Promise<void> {
  conversation.stop();
  try {
    await engine.close();
  } catch (error) {
    console.error(error);
  }
  process.exit(0);
}
