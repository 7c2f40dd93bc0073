import styles from './text-field.module.css';

type FieldProps = {
  readonly name: string;
  readonly label: string;
  readonly first: string;
  readonly hint?: string;
  readonly type?: string;
  readonly wide?: boolean;
};

/** A labelled field of a form, read by its name when the form is sent. */
export function TextField({ name, label, first, hint, type = 'text', wide = false }: FieldProps) {
  return (
    <label className={styles.label} data-wide={wide || undefined}>
      {label}
      <input
        className={styles.field}
        name={name}
        type={type}
        defaultValue={first}
        placeholder={hint}
        spellCheck={false}
        autoComplete="off"
      />
    </label>
  );
}

/** The field's text without surrounding white space. */
export function textIn(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
}
