// Messages between the main process and the engine's process. Ports of pages are sent along with a message.

import type { PushBody, PushName } from '../engine/model/api.ts';
import type { ErrorInfo } from '../engine/model/errors.ts';
import type { KeyOwner } from '../engine/model/server.ts';

export type ToEngine =
  /** The first message: open the library. */
  | { readonly type: 'start'; readonly database: string; readonly version: string }
  /** Sent with the port of a page that has just loaded. */
  | { readonly type: 'serve' }
  /** For the page; kept until a page listens. */
  | { readonly [N in PushName]: { readonly type: 'push'; readonly name: N; readonly body: PushBody<N> } }[PushName]
  | { readonly type: 'answer'; readonly id: number; readonly answer: unknown }
  /** Cancel all work, close the library, and exit. */
  | { readonly type: 'close' };

export type ToMain =
  | { readonly type: 'ready' }
  /** The library could not be opened; the process exits. */
  | { readonly type: 'failed'; readonly error: ErrorInfo }
  /** A question that the main process alone can answer. */
  | {
      [N in keyof Asked]: { readonly type: 'ask'; readonly id: number; readonly name: N; readonly of: Asked[N][0] };
    }[keyof Asked];

/** What the main process is asked: the question and its answer. */
export type Asked = {
  /** Paths that the person chooses in the system's dialog: of folders, or of files. */
  readonly choose: [{ readonly folder: boolean }, readonly string[]];
  readonly hasKeychain: [null, boolean];
  readonly keptKey: [KeyOwner, string | null];
  readonly keepKey: [{ readonly owner: KeyOwner; readonly apiKey: string | null }, null];
};
export type Answers = { readonly [N in keyof Asked]: (of: Asked[N][0]) => Promise<Asked[N][1]> };
