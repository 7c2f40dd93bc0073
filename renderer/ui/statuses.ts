// The appearance of each status: a word, a glyph of its own shape, a tone. Colour comes from the tone and is never the
// only sign.

import type { LucideIcon } from 'lucide-react';
import {
  Check,
  Circle,
  CircleCheck,
  CircleDashed,
  CirclePause,
  CircleQuestionMark,
  CircleSlash,
  ClockAlert,
  Contrast,
  IterationCw,
  OctagonAlert,
  RotateCw,
  SquareStop,
  X,
} from 'lucide-react';
import type { OperationStatus } from '../../engine/model/effect.ts';
import type { ShownStatus } from '../../engine/model/run.ts';

/** `var(--ok)`, `--bad`, `--warn`; `open` is `--accent`, `off` is `--dim`. */
export type Tone = 'ok' | 'bad' | 'warn' | 'open' | 'off';

export type StatusLook = { readonly word: string; readonly tone: Tone; readonly icon: LucideIcon };

const looks: Readonly<Record<OperationStatus | ShownStatus, StatusLook>> = {
  scheduled: { word: 'scheduled', tone: 'open', icon: Circle },
  started: { word: 'running', tone: 'open', icon: Contrast },
  running: { word: 'running', tone: 'open', icon: Contrast },
  retrying: { word: 'retrying', tone: 'warn', icon: RotateCw },
  accepted: { word: 'accepted', tone: 'open', icon: CircleCheck },
  cancelRequested: { word: 'cancel requested', tone: 'warn', icon: CircleSlash },
  stuck: { word: 'stuck', tone: 'bad', icon: OctagonAlert },
  paused: { word: 'paused', tone: 'warn', icon: CirclePause },
  completed: { word: 'completed', tone: 'ok', icon: Check },
  failed: { word: 'failed', tone: 'bad', icon: X },
  timedOut: { word: 'timed out', tone: 'bad', icon: ClockAlert },
  canceled: { word: 'canceled', tone: 'off', icon: CircleSlash },
  terminated: { word: 'terminated', tone: 'bad', icon: SquareStop },
  rejected: { word: 'rejected', tone: 'bad', icon: X },
  skipped: { word: 'skipped', tone: 'off', icon: CircleDashed },
  continuedAsNew: { word: 'continued as new', tone: 'ok', icon: IterationCw },
  unknown: { word: 'unknown', tone: 'off', icon: CircleQuestionMark },
};

export function statusLook(status: OperationStatus | ShownStatus): StatusLook {
  return looks[status];
}
