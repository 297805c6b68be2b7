import { useState } from 'react';
import { Button } from '../design/button.tsx';
import { Field } from '../design/field.tsx';
import { t } from '../languages/language.ts';
import { fullTime } from '../room/times.ts';
import { fieldOf, moments, timeIn } from './moments.ts';

interface MomentChoiceProps {
  value: number | undefined;
  onChange: (at: number | undefined) => void;
}

/** A time to come: one of those that people often mean, or any. */
export const MomentChoice = ({ value, onChange }: MomentChoiceProps) => {
  const [now] = useState(Date.now);
  const [field, setField] = useState(value === undefined ? '' : fieldOf(value));
  return (
    <div className="moment-choice">
      <div className="moment-presets">
        {moments(now).map(({ label, at }) => (
          <Button
            key={label}
            onPress={() => {
              setField(fieldOf(at));
              onChange(at);
            }}
          >
            {label}
          </Button>
        ))}
      </div>
      <Field
        label={t.later.moment.field}
        type="datetime-local"
        // The browser writes the field in a language of its own.
        hint={value === undefined ? undefined : fullTime(value)}
        value={field}
        onChange={(next) => {
          setField(next);
          onChange(timeIn(next));
        }}
      />
    </div>
  );
};
