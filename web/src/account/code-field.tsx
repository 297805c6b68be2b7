import { Field } from '../design/field.tsx';
import { t } from '../languages/language.ts';

interface CodeFieldProps {
  value: string;
  onChange: (code: string) => void;
  error?: string | undefined;
}

/** For the six digits of an e-mail, pasted with whatever stands between them. */
export const CodeField = ({ value, onChange, error }: CodeFieldProps) => (
  <div className="code-field">
    <Field
      label={t.account.code}
      name="code"
      inputMode="numeric"
      autoComplete="one-time-code"
      value={value}
      onChange={(text) => onChange(text.replace(/\D/g, '').slice(0, 6))}
      error={error}
      autoFocus
    />
  </div>
);
