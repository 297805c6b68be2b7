import { limits } from '@parley/protocol';
import { useState } from 'react';
import { Button } from '../design/button.tsx';
import { Check } from '../design/check.tsx';
import { Dialog } from '../design/dialog.tsx';
import { Field } from '../design/field.tsx';
import { FormError } from '../design/notice.tsx';
import { useSession } from '../session/session-context.ts';
import './create-poll.css';

const wrongWith = (question: string, options: readonly string[]): string | undefined => {
  if (question === '') return 'Ask a question.';
  if (options.length < limits.pollOptionsLeast) return 'Give at least two answers.';
  return new Set(options).size < options.length ? 'Two answers are the same.' : undefined;
};

const CreatePoll = ({ roomId, onClose }: { roomId: string; onClose: () => void }) => {
  const { chat } = useSession();
  const [question, setQuestion] = useState('');
  const [options, setOptions] = useState(['', '', '']);
  const [multiple, setMultiple] = useState(false);
  const [anonymous, setAnonymous] = useState(false);
  const [error, setError] = useState<string>();

  // There is always a free line for one more.
  const change = (place: number, option: string) => {
    const next = options.map((old, index) => (index === place ? option : old));
    const full = next.every((each) => each.trim() !== '') && next.length < limits.pollOptions;
    setOptions(full ? [...next, ''] : next);
  };

  const submit = () => {
    const given = options.map((option) => option.trim()).filter((option) => option !== '');
    const wrong = wrongWith(question.trim(), given);
    setError(wrong);
    if (wrong !== undefined) return;
    chat.send(roomId, question.trim(), { poll: { options: given, multiple, ...(anonymous && { anonymous }) } });
    onClose();
  };

  return (
    <Dialog title="Create a poll" onClose={onClose}>
      <form
        className="dialog-body"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
        noValidate
      >
        <FormError>{error}</FormError>
        <Field label="Question" value={question} onChange={setQuestion} maxLength={500} autoFocus />
        <fieldset className="poll-fields">
          <legend className="field-label">Answers</legend>
          {options.map((option, place) => (
            <Field
              // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place.
              key={place}
              aria-label={`Answer ${place + 1}`}
              label=""
              value={option}
              onChange={(next) => change(place, next)}
              maxLength={limits.pollOptionChars}
              placeholder={`Answer ${place + 1}`}
            />
          ))}
        </fieldset>
        <Check label="Several answers may be chosen" value={multiple} onChange={setMultiple} />
        <Check label="Anonymous: nobody sees who chose what, not even you" value={anonymous} onChange={setAnonymous} />
        <div className="dialog-actions">
          <Button kind="quiet" onPress={onClose}>
            Cancel
          </Button>
          <Button type="submit" kind="primary">
            Ask
          </Button>
        </div>
      </form>
    </Dialog>
  );
};

export default CreatePoll;
