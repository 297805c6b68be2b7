import { SearchField as AriaSearchField, Input } from 'react-aria-components';
import { Icon } from './icon.tsx';
import './field.css';

interface SearchFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Whether it takes the focus when it appears, as it does unless told. */
  focused?: boolean;
}

/** Its label is its placeholder too: the looking glass says the rest. */
export const SearchField = ({ label, value, onChange, focused = true }: SearchFieldProps) => (
  <AriaSearchField aria-label={label} value={value} onChange={onChange} className="search-field" autoFocus={focused}>
    <Icon name="search" size={18} />
    <Input className="input" placeholder={label} />
  </AriaSearchField>
);
