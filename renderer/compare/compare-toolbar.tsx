import { ChevronDown, ChevronUp, EqualNot } from 'lucide-react';
import { ToggleGroup } from 'radix-ui';
import type { OperationKind } from '../../engine/model/effect.ts';
import { type CommandId, keysOf } from '../ui/commands.ts';
import { CheckMenu, type Choice } from '../ui/check-menu.tsx';
import bar from '../ui/toolbar.module.css';
import control from '../ui/control.module.css';
import { IconButton } from '../ui/icon-button.tsx';
import { KindGlyph } from '../ui/kind-glyph.tsx';
import { kindLook } from '../ui/kinds.ts';
import { Tooltip } from '../ui/tooltip.tsx';
import {
  changeLook,
  type CompareView,
  compareViews,
  goToDifference,
  setCompareView,
  useCompare,
} from '../session/compare/compare-state.ts';
import { differenceAt, kindsIn } from './difference-index.ts';
import type { Pair } from '../session/compare/pair.ts';
import styles from './compare-toolbar.module.css';

const names: Readonly<Record<CompareView, string>> = { graph: 'Graph', timeline: 'Timeline', list: 'List' };
const commandOf: Readonly<Record<CompareView, CommandId>> = {
  graph: 'view-graph',
  timeline: 'view-timeline',
  list: 'view-events',
};

export function CompareToolbar({ pair }: { readonly pair: Pair }) {
  return (
    <div className={bar.toolbar} role="toolbar" aria-label="View and filters of the comparison">
      <ViewSwitch />
      <Kinds pair={pair} />
      <OnlyDifferences />
      <Ignoring pair={pair} />
      <Differences pair={pair} />
    </div>
  );
}

function ViewSwitch() {
  const view = useCompare((state) => state.view);
  const choose = (value: string): void => {
    const wanted = compareViews.find((each) => each === value);
    if (wanted !== undefined) setCompareView(wanted);
  };
  return (
    <ToggleGroup.Root
      type="single"
      className={bar.views}
      aria-label="View of the comparison"
      value={view}
      onValueChange={choose}
    >
      {compareViews.map((each) => (
        <Tooltip key={each} label={names[each]} keys={keysOf(commandOf[each])}>
          <ToggleGroup.Item value={each} className={bar.view}>
            {names[each]}
          </ToggleGroup.Item>
        </Tooltip>
      ))}
    </ToggleGroup.Root>
  );
}

function Kinds({ pair }: { readonly pair: Pair }) {
  const chosen = useCompare((state) => state.kinds);
  const choices = (): readonly Choice<OperationKind>[] =>
    kindsIn(pair).map(([kind, count]) => ({
      value: kind,
      name: kindLook(kind).plural,
      count,
      glyph: <KindGlyph kind={kind} size={14} />,
    }));
  return (
    <CheckMenu
      name="Types"
      tooltip="Show some types only"
      choices={choices}
      chosen={chosen}
      onChoose={(kinds) => changeLook({ kinds })}
    />
  );
}

function OnlyDifferences() {
  const on = useCompare((state) => state.onlyDifferences);
  return (
    <Tooltip label={on ? 'Show what is the same too' : 'Show differences only'} keys={keysOf('differences-only')}>
      <button
        type="button"
        className={control.button}
        aria-pressed={on}
        onClick={() => changeLook({ onlyDifferences: !on })}
      >
        <EqualNot size={14} aria-hidden />
        Differences only
      </button>
    </Tooltip>
  );
}

function Ignoring({ pair }: { readonly pair: Pair }) {
  const loading = useCompare((state) => state.loading);
  const count = pair.ignore.length;
  if (loading) return <span className={styles.ignoring}>comparing anew …</span>;
  return count === 0 ? null : (
    <span className={styles.ignoring}>{count === 1 ? '1 rule ignores values' : `${count} rules ignore values`}</span>
  );
}

/** Position of the cursor among the differences, and a button to the next difference. */
function Differences({ pair }: { readonly pair: Pair }) {
  const cursor = useCompare((state) => state.cursor);
  const { passed, all } = differenceAt(pair, cursor);
  return (
    <span className={styles.differences}>
      <span className={styles.count} role="status" aria-label={`Difference ${passed} of ${all}`}>
        {all === 0 ? 'no difference' : `${passed.toLocaleString('en-US')} of ${all.toLocaleString('en-US')}`}
      </span>
      <IconButton
        icon={ChevronUp}
        label="Previous difference"
        keys={keysOf('failure-previous')}
        size="small"
        disabled={all === 0}
        onClick={() => goToDifference(-1)}
      />
      <IconButton
        icon={ChevronDown}
        label="Next difference"
        keys={keysOf('failure-next')}
        size="small"
        disabled={all === 0}
        onClick={() => goToDifference(1)}
      />
    </span>
  );
}
