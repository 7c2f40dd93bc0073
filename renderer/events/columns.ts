// The columns of the event list: which are shown in a pane of some width, and how wide. Pure; knows no screen.

export const columnIds = ['seq', 'clock', 'since', 'type', 'summary', 'preview', 'duration'] as const;
export type ColumnId = (typeof columnIds)[number];

/** A person's choice; without one, a column is shown where the pane has room, in its own width. */
export type ColumnChoice = { readonly px?: number; readonly shown?: boolean };
export type Columns = { readonly [id in ColumnId]?: ColumnChoice };

type Look = {
  /** In px: a column never gets narrower. */
  readonly min: number;
  /** The greatest width where a person chose none, a CSS length; null where it depends on the pane. */
  readonly most: string | null;
  /** Hidden in a pane narrower than this, in px, unless a person chose it. */
  readonly from: number;
};

const looks: Readonly<Record<ColumnId, Look>> = {
  seq: { min: 40, most: 'calc(var(--seq) + 30px)', from: 0 },
  clock: { min: 60, most: '106px', from: 440 },
  since: { min: 50, most: '76px', from: 760 },
  type: { min: 110, most: null, from: 0 },
  summary: { min: 80, most: '1fr', from: 0 },
  preview: { min: 80, most: '1fr', from: 900 },
  duration: { min: 60, most: '104px', from: 560 },
};

const WIDEST = 1200;

/** Without number, type and summary a row says nothing: they cannot be hidden. */
export function canHide(id: ColumnId): boolean {
  return id !== 'seq' && id !== 'type' && id !== 'summary';
}

/** `width`: width of the pane in px. */
export function isShown(columns: Columns, id: ColumnId, width: number): boolean {
  return !canHide(id) || (columns[id]?.shown ?? width >= looks[id].from);
}

/** The widths of the shown columns, as `grid-template-columns`: none is wider than the pane has room for. */
export function templateOf(columns: Columns, width: number): string {
  return columnIds
    .filter((id) => isShown(columns, id, width))
    .map((id) => {
      const { min, most } = looks[id];
      const px = columns[id]?.px;
      return `minmax(${min}px, ${px === undefined ? (most ?? typeMost(columns, width)) : `${px}px`})`;
    })
    .join(' ');
}

/** Types have the room of their longest names, as long as summaries and previews have more. */
function typeMost(columns: Columns, width: number): string {
  return `${Math.min(240, Math.round(width * (isShown(columns, 'preview', width) ? 0.25 : 0.32)))}px`;
}

/** `px` null: the column's own width. */
export function withWidth(columns: Columns, id: ColumnId, px: number | null): Columns {
  const { px: _, ...rest } = columns[id] ?? {};
  const kept = px === null ? rest : { ...rest, px: Math.round(Math.max(looks[id].min, Math.min(px, WIDEST))) };
  return { ...columns, [id]: kept };
}

export function withShown(columns: Columns, id: ColumnId, shown: boolean): Columns {
  return { ...columns, [id]: { ...columns[id], shown } };
}

/** What was remembered; anything that is no choice is left out. */
export function columnsFrom(kept: unknown): Columns {
  if (typeof kept !== 'object' || kept === null) return {};
  const choices = columnIds.flatMap((id) => {
    const choice: unknown = (kept as Record<string, unknown>)[id];
    if (typeof choice !== 'object' || choice === null) return [];
    const { px, shown } = choice as Record<string, unknown>;
    const sized = typeof px === 'number' && Number.isFinite(px) ? withWidth({}, id, px)[id] : {};
    return [[id, { ...sized, ...(typeof shown === 'boolean' && { shown }) }] as const];
  });
  return Object.fromEntries(choices);
}
