// Every command in one table: the source of menu, palette, keyboard, cheat sheet and tooltips. The actions are in
// deeds.ts.

import { chordText } from './chords.ts';

export const groups = [
  'Move',
  'View',
  'Timeline',
  'Compare',
  'Code',
  'Live',
  'Find',
  'Library',
  'Copy',
  'Retrace',
] as const;
export type Group = (typeof groups)[number];

type Entry = { readonly id: string; readonly group: Group; readonly name: string; readonly keys?: readonly string[] };

export const commands = [
  { id: 'step', group: 'Move', name: 'Next event', keys: ['ArrowRight', 'l'] },
  { id: 'back', group: 'Move', name: 'Previous event', keys: ['ArrowLeft', 'h'] },
  { id: 'first', group: 'Move', name: 'First event', keys: ['Home'] },
  { id: 'last', group: 'Move', name: 'Last event', keys: ['End'] },
  { id: 'follow', group: 'Move', name: 'Follow: stay at the end while the run grows, or stop', keys: ['Shift+f'] },
  { id: 'operation-next', group: 'Move', name: 'Next event of this operation', keys: ['Shift+ArrowRight', 'Shift+l'] },
  {
    id: 'operation-previous',
    group: 'Move',
    name: 'Previous event of this operation',
    keys: ['Shift+ArrowLeft', 'Shift+h'],
  },
  { id: 'type-next', group: 'Move', name: 'Next event of this type', keys: ['Alt+ArrowRight'] },
  { id: 'type-previous', group: 'Move', name: 'Previous event of this type', keys: ['Alt+ArrowLeft'] },
  {
    id: 'failure-next',
    group: 'Move',
    name: 'Next failure; in a search, next match; in a comparison, next difference',
    keys: ['n'],
  },
  {
    id: 'failure-previous',
    group: 'Move',
    name: 'Previous failure; in a search, previous match; in a comparison, previous difference',
    keys: ['Shift+n'],
  },
  { id: 'task-next', group: 'Move', name: 'Next workflow task', keys: ['F10'] },
  { id: 'task-previous', group: 'Move', name: 'Previous workflow task', keys: ['Shift+F10'] },
  {
    id: 'headline',
    group: 'Move',
    name: 'Go to what decided the end; in a comparison, to the first difference',
    keys: ['e'],
  },
  { id: 'watch-back', group: 'Move', name: 'Back to where a watched value changed', keys: [','] },
  { id: 'watch-on', group: 'Move', name: 'On to where a watched value changes next', keys: ['.'] },
  { id: 'jump', group: 'Move', name: 'Go to event number', keys: ['g'] },
  { id: 'play', group: 'Move', name: 'Play or pause', keys: ['Space'] },
  { id: 'faster', group: 'Move', name: 'Play faster', keys: ['+', '='] },
  { id: 'slower', group: 'Move', name: 'Play slower', keys: ['-'] },

  { id: 'view-graph', group: 'View', name: 'Graph', keys: ['1'] },
  { id: 'view-timeline', group: 'View', name: 'Timeline', keys: ['2'] },
  { id: 'view-events', group: 'View', name: 'Events; in a comparison, the list', keys: ['3'] },
  { id: 'view-code', group: 'View', name: 'Code', keys: ['4'] },
  { id: 'fit', group: 'View', name: 'Fit all; again: fit selection', keys: ['f'] },
  { id: 'legend', group: 'View', name: 'Legend of the graph', keys: ['i'] },
  { id: 'critical-path', group: 'View', name: 'Critical path lit in graph and timeline', keys: ['p'] },
  {
    id: 'event-menu',
    group: 'View',
    name: 'Menu of the event at the cursor, in the list of events',
    keys: ['Shift+Enter'],
  },
  { id: 'workflow-tasks', group: 'View', name: 'Show or hide workflow tasks', keys: ['t'] },
  { id: 'pane-library', group: 'View', name: 'Show or hide library', keys: ['Mod+b'] },
  { id: 'pane-timeline', group: 'View', name: 'Show or hide docked timeline', keys: ['Mod+j'] },
  { id: 'pane-inspector', group: 'View', name: 'Show or hide inspector', keys: ['Mod+.'] },
  { id: 'utc', group: 'View', name: 'Clock in UTC or local time', keys: ['u'] },
  { id: 'theme', group: 'View', name: 'Dark or light', keys: ['Shift+d'] },

  { id: 'zoom-in', group: 'Timeline', name: 'Zoom in', keys: ['w'] },
  { id: 'zoom-out', group: 'Timeline', name: 'Zoom out', keys: ['s'] },
  { id: 'pan-left', group: 'Timeline', name: 'Pan left', keys: ['a'] },
  { id: 'pan-right', group: 'Timeline', name: 'Pan right', keys: ['d'] },

  { id: 'time', group: 'Timeline', name: 'Go to time', keys: ['Shift+g'] },
  { id: 'longest-activity', group: 'Timeline', name: 'Longest activity, and why' },
  { id: 'slowest-iteration', group: 'Timeline', name: 'Slowest iteration' },
  { id: 'longest-wait', group: 'Timeline', name: 'Longest wait' },
  { id: 'most-retried', group: 'Timeline', name: 'Most retried' },

  { id: 'compare', group: 'Compare', name: 'Compare this run with…', keys: ['c'] },
  { id: 'row-next', group: 'Compare', name: 'Next row', keys: ['ArrowDown', 'j'] },
  { id: 'row-previous', group: 'Compare', name: 'Previous row', keys: ['ArrowUp', 'k'] },
  {
    id: 'row-act',
    group: 'Compare',
    name: 'Go to what is selected; in a comparison, open or fold equal rows, or go to the other half of what was moved; in a check, into the divergence',
    keys: ['Enter'],
  },
  { id: 'differences-only', group: 'Compare', name: 'Differences only; in a check, what breaks only', keys: ['o'] },
  { id: 'compare-swap', group: 'Compare', name: 'Swap A and B', keys: ['x'] },
  { id: 'compare-copy', group: 'Compare', name: 'Copy the summary of the comparison' },
  { id: 'compare-save', group: 'Compare', name: 'Save the comparison as an HTML page…' },
  { id: 'open-left', group: 'Compare', name: 'Open run A at this row', keys: ['Shift+a'] },
  { id: 'open-right', group: 'Compare', name: 'Open run B at this row', keys: ['Shift+b'] },
  { id: 'compare-back', group: 'Compare', name: 'Back', keys: ['Backspace'] },

  { id: 'run-on', group: 'Move', name: 'Run to the next breakpoint', keys: ['F5'] },
  { id: 'run-back', group: 'Move', name: 'Run back to the breakpoint before', keys: ['Shift+F5'] },
  {
    id: 'breakpoint',
    group: 'Move',
    name: 'Breakpoint at events of this type; in the source, at this line; in a payload, at this value',
    keys: ['F9'],
  },
  {
    id: 'breakpoint-add',
    group: 'Move',
    name: 'Stop at an operation, a status, a failure, a value in a payload…',
  },
  { id: 'code-choose', group: 'Code', name: 'Choose the code of this run…', keys: ['Mod+Shift+e'] },
  { id: 'code-replay', group: 'Code', name: 'Replay the chosen code again', keys: ['Shift+r'] },
  {
    id: 'code-own',
    group: 'Code',
    name: 'Both histories: compare the run with what the chosen code makes of it',
    keys: ['b'],
  },
  { id: 'check-code', group: 'Code', name: 'Check code: what breaks, in which histories', keys: ['v'] },
  { id: 'check-run', group: 'Code', name: 'Check every version against every history', keys: ['r', 'Mod+Enter'] },
  { id: 'check-bisect', group: 'Code', name: 'Which commit broke this history', keys: ['Shift+v'] },

  {
    id: 'watch',
    group: 'Find',
    name: 'Watch the status of this operation; in a payload or the state, this value',
    keys: ['Shift+w'],
  },
  { id: 'watch-add', group: 'Find', name: 'Watch a payload path, a status or a value of the state…' },
  { id: 'run-start', group: 'Live', name: 'Start a run…', keys: ['Shift+s'] },
  { id: 'run-signal', group: 'Live', name: 'Signal this live run…', keys: ['q'] },
  { id: 'run-query', group: 'Live', name: 'Query this live run…', keys: ['Shift+q'] },
  { id: 'run-pause', group: 'Live', name: 'Pause or resume this live run' },
  { id: 'run-retry', group: 'Live', name: 'Retry this quarantined run', keys: ['Shift+t'] },
  { id: 'run-worker', group: 'Live', name: 'Start a worker for this live run', keys: ['Shift+k'] },
  { id: 'run-cancel', group: 'Live', name: 'Cancel this live run…' },
  { id: 'run-terminate', group: 'Live', name: 'Terminate this live run…' },

  { id: 'search', group: 'Find', name: 'Search in this run', keys: ['/', 'Mod+f'] },
  { id: 'clear-filter', group: 'Find', name: 'Clear filters and search', keys: ['Shift+c'] },
  { id: 'escape', group: 'Find', name: 'One step out: search, selection, comparison', keys: ['Escape'] },

  { id: 'open', group: 'Library', name: 'Open a history…', keys: ['Mod+o'] },
  { id: 'open-folder', group: 'Library', name: 'Open a folder…', keys: ['Mod+Shift+o'] },
  { id: 'server', group: 'Library', name: 'Open from a Temporal server…', keys: ['Shift+o'] },
  { id: 'sample', group: 'Library', name: 'Open the sample' },
  { id: 'codec', group: 'Library', name: 'Decode this run with a codec server…' },
  { id: 'dialects', group: 'Library', name: 'Dialects of your own…' },
  { id: 'table', group: 'Library', name: 'Library as a table, or back to the run', keys: ['0'] },
  { id: 'undo-delete', group: 'Library', name: 'Undo the last deletion of runs', keys: ['Mod+z'] },
  { id: 'rename', group: 'Library', name: 'Rename this run…', keys: ['F2'] },
  { id: 'select-run', group: 'Library', name: 'Select this run for comparison, or deselect it' },
  { id: 'delete-run', group: 'Library', name: 'Delete this run' },
  { id: 'export', group: 'Library', name: 'Save history as imported…', keys: ['Mod+s'] },
  { id: 'report', group: 'Library', name: 'Save a report of this run as an HTML page…' },
  {
    id: 'bundle',
    group: 'Library',
    name: 'Give away as a bundle, after a look at what is in it…',
    keys: ['Mod+Shift+s'],
  },
  { id: 'run-previous', group: 'Library', name: 'Previous run of the list', keys: ['['] },
  { id: 'run-next', group: 'Library', name: 'Next run of the list', keys: [']'] },
  { id: 'go-back', group: 'Move', name: 'Back to where you were, over runs and views', keys: ['Mod+['] },
  { id: 'go-forward', group: 'Move', name: 'Forward again', keys: ['Mod+]'] },
  { id: 'chain-previous', group: 'Library', name: 'Previous run of the chain (continue-as-new)', keys: ['{'] },
  { id: 'chain-next', group: 'Library', name: 'Next run of the chain', keys: ['}'] },
  { id: 'child', group: 'Library', name: 'Into the child run', keys: ['F11'] },
  {
    id: 'parent',
    group: 'Library',
    name: 'Out of the run: to where it was entered, or to its parent',
    keys: ['Shift+F11'],
  },

  { id: 'note', group: 'Library', name: 'Note about this event…', keys: ['m'] },
  { id: 'note-run', group: 'Library', name: 'Note about this run…', keys: ['Shift+m'] },

  { id: 'copy', group: 'Copy', name: 'Copy what is selected: operation id, else event as JSON', keys: ['y'] },
  { id: 'copy-event', group: 'Copy', name: 'Copy event as JSON', keys: ['Shift+y'] },
  { id: 'copy-operation', group: 'Copy', name: 'Copy operation id' },
  { id: 'copy-workflow', group: 'Copy', name: 'Copy workflow id' },
  { id: 'copy-run', group: 'Copy', name: 'Copy run id' },
  { id: 'copy-link', group: 'Copy', name: 'Copy link to this place' },

  { id: 'resume', group: 'Retrace', name: 'Begin where you left off at the next start, or with nothing open' },
  { id: 'palette', group: 'Retrace', name: 'All commands', keys: ['Mod+k'] },
  { id: 'help', group: 'Retrace', name: 'Keys', keys: ['?'] },
] as const satisfies readonly Entry[];

export type CommandId = (typeof commands)[number]['id'];
export type Command = Entry & { readonly id: CommandId };

export const mac: boolean = typeof navigator !== 'undefined' && /Mac/.test(navigator.platform);

export function commandOf(id: string): Command | undefined {
  return commands.find((command) => command.id === id);
}

/** The key of a command in the form for a person, for tooltips: the first of several. */
export function keysOf(id: CommandId): string {
  const command: Command | undefined = commandOf(id);
  const [first] = command?.keys ?? [];
  return first === undefined ? '' : chordText(first, mac);
}
