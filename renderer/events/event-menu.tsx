import { type MouseEvent, type ReactElement, type ReactNode, useState } from 'react';
import { countText } from '../../engine/model/duration.ts';
import { ContextMenu } from 'radix-ui';
import type { Seq } from '../../engine/model/event.ts';
import { eventsOf, kindOf, NONE, type Outline, typeOf } from '../../engine/model/outline.ts';
import { copyText } from '../session/copying.ts';
import { ask } from '../session/engine.ts';
import { noteAbout } from '../session/notes.ts';
import { toggleBreakpoint, useBreakpoints } from '../session/stops/breakpoints.ts';
import { keyOf } from '../session/stops/stop.ts';
import { wholeRaw } from '../session/raw-text.ts';
import { moveTo, select, setFilter } from '../session/session.ts';
import { say, setShown } from '../session/shell-state.ts';
import { kindLook } from '../ui/kinds.ts';
import menu from '../ui/menu.module.css';
import { lineText } from '../ui/plain-text.ts';
import { focusSection } from '../ui/section.tsx';
import { jsonText } from '../ui/values/row-text.ts';

type EventMenuProps = { readonly outline: Outline; readonly children: ReactElement };

/** What can be done with one event of the list, on a right click, the menu key or Shift + Enter. */
export function EventMenu({ outline, children }: EventMenuProps) {
  const [seq, setSeq] = useState<Seq | null>(null);
  const onContextMenu = (event: MouseEvent): void => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-seq]') : null;
    if (row === null) event.preventDefault();
    else setSeq(Number(row.dataset['seq']));
  };
  return (
    <ContextMenu.Root modal={false}>
      <ContextMenu.Trigger asChild onContextMenu={onContextMenu}>
        {children}
      </ContextMenu.Trigger>
      <ContextMenu.Portal>
        {seq === null ? null : (
          <ContextMenu.Content className={menu.content} collisionPadding={8}>
            <Items outline={outline} seq={seq} />
          </ContextMenu.Content>
        )}
      </ContextMenu.Portal>
    </ContextMenu.Root>
  );
}

let currentRow: () => Element | null = () => null;

/** The list on screen tells where the row of the event at the cursor is. */
export function setCurrentRow(find: () => Element | null): void {
  currentRow = find;
}

/** Opens the menu on the row of the event at the cursor, as a right click in its middle does. */
export function openEventMenu(): void {
  const row = currentRow();
  if (row === null) return;
  const { left, top, width, height } = row.getBoundingClientRect();
  const at = { clientX: left + width / 3, clientY: top + height / 2 };
  row.dispatchEvent(new globalThis.MouseEvent('contextmenu', { bubbles: true, cancelable: true, ...at }));
}

function Items({ outline, seq }: { readonly outline: Outline; readonly seq: Seq }) {
  const operation = outline.operation[seq - 1] ?? NONE;
  const type = typeOf(outline, seq);
  const stop = { type: 'event', name: type } as const;
  const stops = useBreakpoints(({ list }) => list.some(({ what }) => keyOf(what) === keyOf(stop)));
  return (
    <>
      <Item does={() => moveTo(seq)}>Go to #{seq}</Item>
      {operation === NONE ? null : <OfOperation outline={outline} operation={operation} seq={seq} />}
      <ContextMenu.Separator className={menu.line} />
      <Item does={() => void copy(() => payloadText(outline.run, seq), `the payload of #${countText(seq)}`)}>
        Copy payload
      </Item>
      <Item does={() => void copy(() => rawText(outline.run, seq), `event ${seq} as JSON`)}>Copy event as JSON</Item>
      {operation === NONE ? null : (
        <Item does={() => void copyText(idOf(outline, operation), 'the operation id')}>
          Copy operation id {lineText(idOf(outline, operation), 40)}
        </Item>
      )}
      <ContextMenu.Separator className={menu.line} />
      {operation === NONE ? null : (
        <Item does={() => setFilter({ kinds: [kindOf(outline, operation)] })}>
          Only {kindLook(kindOf(outline, operation)).plural}
        </Item>
      )}
      <Item does={() => noteAt(seq)}>Note about #{seq}…</Item>
      <Item does={() => toggleBreakpoint(stop)}>
        {stops ? 'No breakpoint' : 'Breakpoint'} at {lineText(type, 60)}
      </Item>
    </>
  );
}

function noteAt(seq: Seq): void {
  moveTo(seq);
  noteAbout('event');
  setShown('inspector', true);
  // The menu gives the focus back when it closes.
  requestAnimationFrame(() => focusSection('notes'));
}

type OfOperationProps = { readonly outline: Outline; readonly operation: number; readonly seq: Seq };

/** The ways to the other events of the event's operation. */
function OfOperation({ outline, operation, seq }: OfOperationProps) {
  const events = eventsOf(outline, operation);
  const [first, last] = [events[0] ?? seq, events.at(-1) ?? seq];
  const go = (to: Seq): void => {
    select(operation);
    moveTo(to);
  };
  return (
    <>
      <Item does={() => select(operation)}>Select its operation</Item>
      {first === seq ? null : <Item does={() => go(first)}>Go to where it began, #{first}</Item>}
      {last === seq ? null : <Item does={() => go(last)}>Go to its last event, #{last}</Item>}
    </>
  );
}

function Item({ does, children }: { readonly does: () => void; readonly children: ReactNode }) {
  return (
    <ContextMenu.Item className={menu.item} onSelect={does}>
      {children}
    </ContextMenu.Item>
  );
}

function idOf(outline: Outline, operation: number): string {
  const key = outline.operations.keys[operation] ?? '';
  return key.slice(key.indexOf(':') + 1);
}

async function copy(read: () => Promise<string>, what: string): Promise<void> {
  try {
    await copyText(await read(), what);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error), 'bad');
  }
}

async function rawText(run: string, seq: Seq): Promise<string> {
  return (await wholeRaw(run, seq)).join('');
}

/** The event's values, decoded; of one too big to decode its text as recorded. */
async function payloadText(run: string, seq: Seq): Promise<string> {
  const { attributes } = await ask('readEvent', { run, seq });
  return attributes.type === 'value' ? jsonText(attributes.value) : await rawText(run, seq);
}
