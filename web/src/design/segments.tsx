import { Label, Radio, RadioGroup } from 'react-aria-components';
import './segments.css';

interface SegmentsProps<T extends string> {
  label: string;
  value: T;
  onChange: (value: T) => void;
  /** Value and what it is called; few, and short. */
  options: readonly (readonly [value: T, name: string])[];
}

/** One of a few, all in sight. */
export const Segments = <T extends string>({ label, value, onChange, options }: SegmentsProps<T>) => {
  const choose = (chosen: string) => {
    const option = options.find(([each]) => each === chosen);
    if (option !== undefined) onChange(option[0]);
  };
  return (
    <RadioGroup className="segmented" value={value} onChange={choose} orientation="horizontal">
      <Label className="field-label">{label}</Label>
      <div className="segments">
        {options.map(([each, name]) => (
          <Radio key={each} value={each} className="segment">
            {name}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
};
