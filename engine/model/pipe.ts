// Frames of plain structured-clone values, and the three-member pipe that carries them, whatever the carrier.

import type { ErrorInfo } from './errors.ts';

/** 2026-11: 1, first contract. */
export const API_VERSION = 1;

/**
 * `id` numbers the calls of one pipe. Each call, even a cancelled one, gets one reply; its progress comes before the
 * reply.
 */
export type Frame =
  | { readonly type: 'call'; readonly id: number; readonly name: string; readonly params: unknown }
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'progress'; readonly id: number; readonly body: unknown }
  | { readonly type: 'reply'; readonly id: number; readonly ok: unknown }
  | { readonly type: 'reply'; readonly id: number; readonly error: ErrorInfo }
  | { readonly type: 'push'; readonly name: string; readonly body: unknown };

export interface Pipe {
  send(frame: Frame): void;
  /** Sets the only listener; earlier frames are kept for it. */
  onFrame(listener: (frame: Frame) => void): void;
  onClose(listener: () => void): void;
}
