import { Emoji, limits, parse } from '@parley/protocol';
import { useState } from 'react';
import { Button } from '../design/button.tsx';
import { Choice } from '../design/choice.tsx';
import { Dialog } from '../design/dialog.tsx';
import { Field } from '../design/field.tsx';
import { FormError } from '../design/notice.tsx';
import { useSubmission } from '../design/submission.ts';
import { useChat, useSession } from '../session/session-context.ts';
import { useStatus } from './status.ts';
import './people.css';

const MINUTE_MS = 60_000;

const untilTomorrow = (): number => new Date().setHours(24, 0, 0, 0) - Date.now();

/** How long a status stands, by what it is called; undefined for good. */
const spans: Readonly<Record<string, () => number | undefined>> = {
  'Until I clear it': () => undefined,
  '30 minutes': () => 30 * MINUTE_MS,
  '1 hour': () => 60 * MINUTE_MS,
  '4 hours': () => 240 * MINUTE_MS,
  'The end of today': untilTomorrow,
  'A week': () => 7 * 24 * 60 * MINUTE_MS,
};

const SetStatus = ({ onClose }: { onClose: () => void }) => {
  const { chat } = useSession();
  const standing = useStatus(useChat((state) => state.me));
  const [text, setText] = useState(standing?.text ?? '');
  const [emoji, setEmoji] = useState(standing?.emoji ?? '');
  const [span, setSpan] = useState('Until I clear it');
  const emojiError = emoji === '' || parse(Emoji, emoji).ok ? undefined : 'One emoji.';

  const { pending, error, submit } = useSubmission(async () => {
    if (emojiError) return;
    const expiresIn = spans[span]?.();
    await chat.updateMe({
      status:
        text.trim() === ''
          ? null
          : { text: text.trim(), ...(emoji === '' ? {} : { emoji }), ...(expiresIn === undefined ? {} : { expiresIn }) },
    });
    onClose();
  });

  const clear = () => {
    setText('');
    setEmoji('');
  };

  return (
    <Dialog title="Set a status" onClose={onClose}>
      <form className="dialog-body" onSubmit={submit} noValidate>
        <FormError>{error}</FormError>
        <div className="status-form">
          <Field label="Emoji" value={emoji} onChange={(value) => setEmoji(value.trim())} error={emojiError} placeholder="🌴" />
          <Field
            label="What are you up to?"
            value={text}
            onChange={setText}
            maxLength={limits.statusChars}
            placeholder="On holiday"
            autoFocus
          />
        </div>
        <Choice label="Clear after" value={span} onChange={setSpan} options={Object.keys(spans).map((name) => [name, name])} />
        <div className="dialog-actions">
          <Button kind="quiet" onPress={clear} isDisabled={text === '' && emoji === ''}>
            Clear
          </Button>
          <Button type="submit" kind="primary" isPending={pending}>
            Save status
          </Button>
        </div>
      </form>
    </Dialog>
  );
};

export default SetStatus;
