import { Emoji, limits, parse } from '@parley/protocol';
import { useState } from 'react';
import { Button } from '../design/button.tsx';
import { Choice } from '../design/choice.tsx';
import { Dialog } from '../design/dialog.tsx';
import { Field } from '../design/field.tsx';
import { FormError } from '../design/notice.tsx';
import { useSubmission } from '../design/submission.ts';
import { type Catalogue, t } from '../languages/language.ts';
import { useChat, useSession } from '../session/session-context.ts';
import { useStatus } from './status.ts';
import './people.css';

const MINUTE_MS = 60_000;

const untilTomorrow = (): number => new Date().setHours(24, 0, 0, 0) - Date.now();

type Span = keyof Catalogue['people']['setStatus']['spans'];

/** How long a status stands; undefined for good. */
const spans: Readonly<Record<Span, () => number | undefined>> = {
  cleared: () => undefined,
  halfHour: () => 30 * MINUTE_MS,
  hour: () => 60 * MINUTE_MS,
  fourHours: () => 240 * MINUTE_MS,
  today: untilTomorrow,
  week: () => 7 * 24 * 60 * MINUTE_MS,
};
const spanNames = Object.keys(spans) as Span[];

const SetStatus = ({ onClose }: { onClose: () => void }) => {
  const { chat } = useSession();
  const standing = useStatus(useChat((state) => state.me));
  const [text, setText] = useState(standing?.text ?? '');
  const [emoji, setEmoji] = useState(standing?.emoji ?? '');
  const [span, setSpan] = useState<Span>('cleared');
  const emojiError = emoji === '' || parse(Emoji, emoji).ok ? undefined : t.people.setStatus.oneEmoji;

  const { pending, error, submit } = useSubmission(async () => {
    if (emojiError) return;
    const expiresIn = spans[span]();
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
    <Dialog title={t.shell.accountMenu.status} onClose={onClose}>
      <form className="dialog-body" onSubmit={submit} noValidate>
        <FormError>{error}</FormError>
        <div className="status-form">
          <Field
            label={t.people.setStatus.emoji}
            value={emoji}
            onChange={(value) => setEmoji(value.trim())}
            error={emojiError}
            placeholder="🌴"
          />
          <Field
            label={t.people.setStatus.text}
            value={text}
            onChange={setText}
            maxLength={limits.statusChars}
            placeholder={t.people.setStatus.example}
            autoFocus
          />
        </div>
        <Choice
          label={t.people.setStatus.clearAfter}
          value={span}
          onChange={(value) => setSpan(spanNames.find((each) => each === value) ?? 'cleared')}
          options={spanNames.map((each) => [each, t.people.setStatus.spans[each]])}
        />
        <div className="dialog-actions">
          <Button kind="quiet" onPress={clear} isDisabled={text === '' && emoji === ''}>
            {t.people.setStatus.clear}
          </Button>
          <Button type="submit" kind="primary" isPending={pending}>
            {t.people.setStatus.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
};

export default SetStatus;
