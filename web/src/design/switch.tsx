import { useId } from 'react';
import { Switch as AriaSwitch } from 'react-aria-components';
import './switch.css';

interface SwitchProps {
  label: string;
  value: boolean;
  onChange: (value: boolean) => void;
  hint?: string;
}

/** Something that is on or off, and takes effect at once. */
export const Switch = ({ label, value, onChange, hint }: SwitchProps) => {
  const id = useId();
  return (
    <div className="switch-row">
      <AriaSwitch className="switch" isSelected={value} onChange={onChange} {...(hint !== undefined && { 'aria-describedby': id })}>
        <span className="switch-label">{label}</span>
        <span className="switch-track" aria-hidden="true" />
      </AriaSwitch>
      {hint !== undefined && (
        <p id={id} className="field-hint">
          {hint}
        </p>
      )}
    </div>
  );
};
