import { limits } from '@parley/protocol';
import { useState } from 'react';
import { Check } from '../design/check.tsx';
import { Dialog, DialogActions } from '../design/dialog.tsx';
import { Field } from '../design/field.tsx';
import { FormError } from '../design/notice.tsx';
import { t } from '../languages/language.ts';
import { useSession } from '../session/session-context.ts';
import './create-poll.css';

/** What stands in the form. */
export interface PollDraft {
  question: string;
  options: readonly string[];
  multiple: boolean;
  anonymous: boolean;
}

const empty: PollDraft = { question: '', options: ['', '', ''], multiple: false, anonymous: false };

const wrongWith = (question: string, options: readonly string[]): string | undefined => {
  if (question === '') return t.panels.createPoll.noQuestion;
  if (options.length < limits.pollOptionsLeast) return t.panels.createPoll.fewAnswers;
  return new Set(options).size < options.length ? t.panels.createPoll.sameAnswers : undefined;
};

/** Closed by Escape or beside it, it stands there again as it was; "Cancel" throws it away. */
const CreatePoll = ({ roomId, onClose }: { roomId: string; onClose: () => void }) => {
  const { chat, polls } = useSession();
  const [poll, setPoll] = useState(polls.get(roomId) ?? empty);
  const [error, setError] = useState<string>();
  const { question, options, multiple, anonymous } = poll;

  const change = (part: Partial<PollDraft>) => {
    const next = { ...poll, ...part };
    polls.set(roomId, next);
    setPoll(next);
  };

  // There is always a free line for one more.
  const changeOption = (place: number, option: string) => {
    const next = options.map((old, index) => (index === place ? option : old));
    const full = next.every((each) => each.trim() !== '') && next.length < limits.pollOptions;
    change({ options: full ? [...next, ''] : next });
  };

  const end = () => {
    polls.delete(roomId);
    onClose();
  };

  const submit = () => {
    const given = options.map((option) => option.trim()).filter((option) => option !== '');
    const wrong = wrongWith(question.trim(), given);
    setError(wrong);
    if (wrong !== undefined) return;
    chat.send(roomId, question.trim(), { poll: { options: given, multiple, ...(anonymous && { anonymous }) } });
    end();
  };

  return (
    <Dialog title={t.panels.createPoll.title} onClose={onClose}>
      <form
        className="dialog-body"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
        noValidate
      >
        <FormError>{error}</FormError>
        <Field
          label={t.panels.createPoll.question}
          value={question}
          onChange={(next) => change({ question: next })}
          maxLength={500}
          autoFocus
        />
        <fieldset className="poll-fields">
          <legend className="field-label">{t.panels.createPoll.answers}</legend>
          {options.map((option, place) => (
            <Field
              // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place.
              key={place}
              aria-label={t.panels.createPoll.answer(place + 1)}
              label=""
              value={option}
              onChange={(next) => changeOption(place, next)}
              maxLength={limits.pollOptionChars}
              placeholder={t.panels.createPoll.answer(place + 1)}
            />
          ))}
        </fieldset>
        <Check label={t.panels.createPoll.several} value={multiple} onChange={(next) => change({ multiple: next })} />
        <Check label={t.panels.createPoll.anonymous} value={anonymous} onChange={(next) => change({ anonymous: next })} />
        <DialogActions confirm={t.panels.createPoll.ask} onCancel={end} />
      </form>
    </Dialog>
  );
};

export default CreatePoll;
