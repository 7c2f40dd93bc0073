import { useState } from 'react';
import { Command as Menu } from 'cmdk';
import { FolderTree, GitBranch, GitCommitHorizontal, Tag, TextCursorInput } from 'lucide-react';
import palette from '../ui/dialog.module.css';
import { ChoiceDialog } from '../ui/choice-dialog.tsx';
import { lineText } from '../ui/plain-text.ts';
import { addRef, addVersion } from '../session/versions/checking.ts';
import { codeOf } from '../session/versions/columns.ts';
import { useVersions } from '../session/versions/versions-state.ts';
import { type Choice, versionChoices } from './version-choices.ts';

type ChooseVersionProps = { readonly open: boolean; readonly onOpenChange: (open: boolean) => void };

/** Adds a version of the code: the working tree, a branch, a tag, a commit, any typed ref, or another path. */
export function ChooseVersion({ open, onOpenChange }: ChooseVersionProps) {
  return (
    <ChoiceDialog title="Add a version" open={open} onOpenChange={onOpenChange}>
      <Choices onDone={() => onOpenChange(false)} />
    </ChoiceDialog>
  );
}

const icons = { tree: FolderTree, branch: GitBranch, tag: Tag, commit: GitCommitHorizontal, typed: TextCursorInput };

function Choices({ onDone }: { readonly onDone: () => void }) {
  const [text, setText] = useState('');
  const listed = useVersions((state) => state.listed);
  const path = useVersions((state) => state.path);
  const columns = useVersions((state) => state.columns);
  const there = new Set(columns.map(({ code }) => code));
  const choose = (choice: Choice): void => {
    onDone();
    if (choice.kind === 'typed' && /[\\/]/.test(choice.name) && listed?.refs.includes(choice.name) !== true)
      addVersion(choice.name);
    else addRef(choice.ref);
  };
  const choices = versionChoices(listed, text).filter(({ ref }) => !there.has(codeOf(path, ref)));
  return (
    <Menu label="Add a version" shouldFilter={false} loop>
      <Menu.Input
        className={palette.field}
        value={text}
        onValueChange={setText}
        placeholder={
          listed?.repository === null ? 'Another path of code' : 'Branch, tag, commit, any ref, or another path'
        }
      />
      <Menu.List className={palette.list}>
        <Menu.Empty className={palette.none}>
          {listed?.repository === null
            ? 'The code lies in no git repository: type another path.'
            : 'No version of that name.'}
        </Menu.Empty>
        {choices.map((choice) => {
          const Glyph = icons[choice.kind];
          return (
            <Menu.Item
              key={`${choice.kind} ${choice.ref ?? ''}`}
              className={palette.choice}
              value={`${choice.kind} ${choice.ref ?? ''}`}
              onSelect={() => choose(choice)}
            >
              <Glyph size={14} aria-label={choice.kind} role="img" />
              <span className={palette.name}>{lineText(choice.name, 120)}</span>
              <span className={palette.aside}>{lineText(choice.aside, 90)}</span>
            </Menu.Item>
          );
        })}
      </Menu.List>
    </Menu>
  );
}
