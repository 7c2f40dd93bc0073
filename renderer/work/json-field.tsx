import styles from '../ui/form-dialog.module.css';

type JsonFieldProps = {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
};

/** A value as JSON; empty means none. Enter begins a line; with Ctrl or ⌘ it submits. */
export function JsonField({ label, value, onChange }: JsonFieldProps) {
  return (
    <label className={styles.label}>
      {label}, as JSON
      <textarea
        className={styles.json}
        value={value}
        rows={3}
        placeholder='{"id": "7"} or "text"; empty for none'
        spellCheck={false}
        autoComplete="off"
        onKeyDown={({ key, ctrlKey, metaKey, currentTarget }) => {
          if (key === 'Enter' && (ctrlKey || metaKey)) currentTarget.form?.requestSubmit();
        }}
        onChange={({ target }) => onChange(target.value)}
      />
    </label>
  );
}
