// Messages between the main process and the engine's process. Ports of pages are sent along with a message.

import type { PushBody, PushName } from '../engine/model/api.ts';
import type { ErrorInfo } from '../engine/model/errors.ts';

export type ToEngine =
  /** The first message: open the library. */
  | { readonly type: 'start'; readonly database: string; readonly version: string }
  /** Sent with the port of a page that has just loaded. */
  | { readonly type: 'serve' }
  /** For the page; kept until a page listens. */
  | { readonly [N in PushName]: { readonly type: 'push'; readonly name: N; readonly body: PushBody<N> } }[PushName]
  /** The answer to `choose`. */
  | { readonly type: 'chosen'; readonly id: number; readonly paths: readonly string[] }
  /** Cancel all work, close the library, and exit. */
  | { readonly type: 'close' };

export type ToMain =
  | { readonly type: 'ready' }
  /** The library could not be opened; the process exits. */
  | { readonly type: 'failed'; readonly error: ErrorInfo }
  /** Ask the person to choose files in the system's dialog. */
  | { readonly type: 'choose'; readonly id: number; readonly folder: boolean };
