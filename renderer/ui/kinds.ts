// The appearance of each kind of operation: colour role (a custom property of tokens.css), words, glyph. The only
// source for every pane.

import type { LucideIcon } from 'lucide-react';
import {
  ArrowUpRight,
  Ban,
  BellRing,
  Bookmark,
  Circle,
  CircleQuestionMark,
  CircleUserRound,
  Clock,
  Cog,
  Coins,
  Dices,
  GitBranch,
  KeyRound,
  Layers,
  MessageSquare,
  Pause,
  Send,
  Square,
  SquareDot,
  Unplug,
  Zap,
} from 'lucide-react';
import type { OperationKind } from '../../engine/model/effect.ts';

export const kindRoles = ['activity', 'timer', 'signal', 'child', 'marker', 'external'] as const;
/** The name of a colour: `var(--activity)`. */
export type KindRole = (typeof kindRoles)[number];

export type KindLook = {
  readonly role: KindRole;
  readonly label: string;
  readonly plural: string;
  readonly icon: LucideIcon;
};

const looks: Readonly<Record<OperationKind, KindLook>> = {
  activity: { role: 'activity', label: 'activity', plural: 'activities', icon: Square },
  node: { role: 'activity', label: 'node', plural: 'nodes', icon: Square },
  localActivity: { role: 'marker', label: 'local activity', plural: 'local activities', icon: SquareDot },
  sideEffect: { role: 'marker', label: 'side effect', plural: 'side effects', icon: Dices },
  version: { role: 'marker', label: 'version', plural: 'versions', icon: GitBranch },
  marker: { role: 'marker', label: 'marker', plural: 'markers', icon: Bookmark },
  timer: { role: 'timer', label: 'timer', plural: 'timers', icon: Clock },
  signal: { role: 'signal', label: 'signal', plural: 'signals', icon: Zap },
  update: { role: 'signal', label: 'update', plural: 'updates', icon: MessageSquare },
  signalExternal: { role: 'signal', label: 'signal sent', plural: 'signals sent', icon: Send },
  childWorkflow: { role: 'child', label: 'child workflow', plural: 'child workflows', icon: Layers },
  query: { role: 'external', label: 'query', plural: 'queries', icon: CircleQuestionMark },
  nexus: { role: 'external', label: 'nexus operation', plural: 'nexus operations', icon: ArrowUpRight },
  cancelExternal: { role: 'external', label: 'cancel sent', plural: 'cancels sent', icon: Unplug },
  cancelRequest: { role: 'external', label: 'cancel request', plural: 'cancel requests', icon: Ban },
  other: { role: 'external', label: 'other', plural: 'others', icon: Circle },
  workflowTask: { role: 'marker', label: 'workflow task', plural: 'workflow tasks', icon: Cog },
  pause: { role: 'marker', label: 'pause', plural: 'pauses', icon: Pause },
  task: { role: 'child', label: 'task', plural: 'tasks', icon: Layers },
  run: { role: 'activity', label: 'run', plural: 'runs', icon: Square },
  attempt: { role: 'activity', label: 'attempt', plural: 'attempts', icon: SquareDot },
  lease: { role: 'marker', label: 'lease', plural: 'leases', icon: KeyRound },
  budget: { role: 'external', label: 'budget', plural: 'budgets', icon: Coins },
  subscription: { role: 'signal', label: 'subscription', plural: 'subscriptions', icon: BellRing },
  actor: { role: 'external', label: 'actor', plural: 'actors', icon: CircleUserRound },
};

export function kindLook(kind: OperationKind): KindLook {
  return looks[kind];
}
