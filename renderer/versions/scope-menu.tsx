import { Check, ChevronDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { countText } from '../../engine/model/duration.ts';
import { useSession } from '../session/session.ts';
import { useChosen } from '../session/compare/chosen.ts';
import { type Scope, useVersions } from '../session/versions/versions-state.ts';
import control from '../ui/control.module.css';
import menu from '../ui/menu.module.css';
import { lineText } from '../ui/plain-text.ts';
import { Tooltip } from '../ui/tooltip.tsx';

const setScope = (scope: Scope): void => useVersions.setState({ scope });

/** The choice of histories: all of the library, those of one type, or those selected there. */
export function ScopeMenu() {
  const scope = useVersions((state) => state.scope);
  const runs = useSession((session) => session.runs);
  const chosen = useChosen((state) => state.runs);
  const types = [...Map.groupBy(runs, ({ workflowType }) => workflowType ?? '')]
    .filter(([type]) => type !== '')
    .toSorted(([a], [b]) => a.localeCompare(b));
  return (
    <DropdownMenu.Root modal={false}>
      <Tooltip label="Which histories are checked">
        <DropdownMenu.Trigger className={control.bordered}>
          Histories <b>{nameOf(scope)}</b>
          <ChevronDown size={12} aria-hidden />
        </DropdownMenu.Trigger>
      </Tooltip>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={menu.content} align="start" sideOffset={4} collisionPadding={8}>
          <DropdownMenu.RadioGroup value={keyOf(scope)}>
            <Item value="all" name="All runs" count={runs.length} onSelect={() => setScope({ type: 'all' })} />
            {chosen.size === 0 ? null : (
              <Item
                value="chosen"
                name="Selected in the library"
                count={chosen.size}
                onSelect={() => setScope({ type: 'chosen', runs: chosen })}
              />
            )}
            <DropdownMenu.Separator className={menu.line} />
            {types.map(([workflowType, members]) => (
              <Item
                key={workflowType}
                value={`type ${workflowType}`}
                name={lineText(workflowType, 60)}
                count={members.length}
                onSelect={() => setScope({ type: 'ofType', workflowType })}
              />
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

type ItemProps = {
  readonly value: string;
  readonly name: string;
  readonly count: number;
  readonly onSelect: () => void;
};

function Item({ value, name, count, onSelect }: ItemProps) {
  return (
    <DropdownMenu.RadioItem value={value} className={menu.item} onSelect={onSelect}>
      <span className={menu.mark}>
        <DropdownMenu.ItemIndicator asChild>
          <Check size={13} aria-hidden />
        </DropdownMenu.ItemIndicator>
      </span>
      <span className={menu.text}>{name}</span>
      <span className={menu.count}>{countText(count)}</span>
    </DropdownMenu.RadioItem>
  );
}

function keyOf(scope: Scope): string {
  return scope.type === 'ofType' ? `type ${scope.workflowType}` : scope.type;
}

function nameOf(scope: Scope): string {
  if (scope.type === 'all') return 'all';
  return scope.type === 'ofType' ? lineText(scope.workflowType, 24) : `${countText(scope.runs.size)} selected`;
}
