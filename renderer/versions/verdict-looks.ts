// The appearance of each verdict: a word, a glyph of its own shape, a tone; colour is never the only sign.

import type { LucideIcon } from 'lucide-react';
import {
  Check,
  Circle,
  CircleDashed,
  Contrast,
  EqualApproximately,
  Hourglass,
  Minus,
  OctagonX,
  TriangleAlert,
  X,
} from 'lucide-react';
import type { CellWord } from '../session/versions/columns.ts';
import type { Tone } from '../ui/statuses.ts';

export type VerdictLook = {
  readonly word: string;
  /** The verdict in a sentence. */
  readonly says: string;
  readonly tone: Tone;
  readonly icon: LucideIcon;
};

const looks: Readonly<Record<CellWord, VerdictLook>> = {
  same: { word: 'same', says: 'The code does what the history says, to its end.', tone: 'ok', icon: Check },
  blocked: {
    word: 'blocked',
    says: 'The history goes on, and so far the code does what it says.',
    tone: 'open',
    icon: Hourglass,
  },
  'not-started': {
    word: 'not started',
    says: 'No workflow task ever ran: there is nothing to replay.',
    tone: 'off',
    icon: CircleDashed,
  },
  drift: {
    word: 'drift',
    says: 'It replays, but not everything is as it was.',
    tone: 'warn',
    icon: EqualApproximately,
  },
  'fails-next': {
    word: 'fails next',
    says: 'Everything recorded replays, and the next workflow task fails.',
    tone: 'bad',
    icon: TriangleAlert,
  },
  stopped: { word: 'stopped', says: 'The code did not come back, and was ended.', tone: 'bad', icon: OctagonX },
  nondeterminism: {
    word: 'nondeterminism',
    says: 'This code cannot have made this history.',
    tone: 'bad',
    icon: X,
  },
  unsupported: { word: 'not supported', says: 'This code cannot be run for it.', tone: 'off', icon: Minus },
  running: { word: 'running', says: 'It is being replayed.', tone: 'open', icon: Contrast },
  waiting: { word: 'not checked', says: 'It was not replayed with this version yet.', tone: 'off', icon: Circle },
};

export function verdictLook(word: CellWord): VerdictLook {
  return looks[word];
}
