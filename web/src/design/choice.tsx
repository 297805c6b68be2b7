import { useId } from 'react';
import './field.css';

interface ChoiceProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Value and what it is called. */
  options: readonly (readonly [value: string, name: string])[];
  hint?: string;
}

/** One of many, in the system's own list: it is the one that every keyboard and every phone knows. */
export const Choice = ({ label, value, onChange, options, hint }: ChoiceProps) => {
  const id = useId();
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
        {options.map(([each, name]) => (
          <option key={each} value={each}>
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
