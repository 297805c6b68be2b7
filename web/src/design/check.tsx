import { Checkbox } from 'react-aria-components';
import { Icon } from './icon.tsx';
import './check.css';

interface CheckProps {
  label: string;
  value: boolean;
  onChange: (value: boolean) => void;
}

export const Check = ({ label, value, onChange }: CheckProps) => (
  <Checkbox className="check" isSelected={value} onChange={onChange}>
    <span className="check-box" aria-hidden="true">
      <Icon name="check" size={14} />
    </span>
    {label}
  </Checkbox>
);
