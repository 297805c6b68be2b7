import { useId } from 'react';
import './field.css';

interface ChoiceProps {
  id?: string;
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Value, what it is called, and in which language, if that is another one than the page's. */
  options: readonly (readonly [value: string, name: string, language?: string])[];
  hint?: string;
}

/** One of many, in the system's own list: it is the one that every keyboard and every phone knows. */
export const Choice = ({ id: given, label, value, onChange, options, hint }: ChoiceProps) => {
  const made = useId();
  const id = given ?? made;
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <select
        id={id}
        className="input choice"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
      >
        {options.map(([each, name, language]) => (
          <option key={each} value={each} lang={language}>
            {name}
          </option>
        ))}
      </select>
      {hint !== undefined && (
        <p id={`${id}-hint`} className="field-hint">
          {hint}
        </p>
      )}
    </div>
  );
};
