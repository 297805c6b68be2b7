import { limits } from '@parley/protocol';
import { useState } from 'react';
import { Label, Radio, RadioGroup } from 'react-aria-components';
import { Dialog, DialogActions } from '../design/dialog.tsx';
import { Field } from '../design/field.tsx';
import { Icon } from '../design/icon.tsx';
import { FormError } from '../design/notice.tsx';
import { useSubmission } from '../design/submission.ts';
import { t } from '../languages/language.ts';
import { navigate } from '../route.ts';
import { useSession } from '../session/session-context.ts';
import './rooms.css';

const kinds = [
  { kind: 'public', icon: 'hash' },
  { kind: 'private', icon: 'lock' },
] as const;

const CreateRoom = ({ onClose }: { onClose: () => void }) => {
  const { chat } = useSession();
  const [name, setName] = useState('');
  const [topic, setTopic] = useState('');
  const [kind, setKind] = useState<'public' | 'private'>('public');
  const [tried, setTried] = useState(false);

  const { pending, error, submit } = useSubmission(async () => {
    setTried(true);
    if (name.trim() === '') return;
    const { roomId } = await chat.createRoom({ kind, name, topic: topic.trim() });
    onClose();
    navigate({ page: 'room', roomId });
  });

  return (
    <Dialog title={t.shell.createRoom} onClose={onClose}>
      <form className="dialog-body" onSubmit={submit} noValidate>
        <FormError>{error}</FormError>
        <Field
          label={t.rooms.name}
          value={name}
          onChange={setName}
          maxLength={limits.roomNameChars}
          error={tried && name.trim() === '' ? t.rooms.nameMissing : undefined}
          autoFocus
        />
        <Field
          label={t.rooms.create.topic}
          value={topic}
          onChange={setTopic}
          maxLength={limits.topicChars}
          hint={t.rooms.create.topicHint}
        />
        <RadioGroup className="kind-choice" value={kind} onChange={(value) => setKind(value === 'private' ? 'private' : 'public')}>
          <Label className="field-label">{t.rooms.create.whoJoins}</Label>
          <div className="kind-choice-cards">
            {kinds.map((choice) => (
              <Radio key={choice.kind} value={choice.kind} className="kind-card">
                <Icon name={choice.icon} />
                <span>
                  <span className="kind-card-label">{t.rooms.create.kinds[choice.kind]}</span>
                  <span className="kind-card-hint">{t.rooms.create.kindHints[choice.kind]}</span>
                </span>
              </Radio>
            ))}
          </div>
        </RadioGroup>
        <DialogActions confirm={t.rooms.create.confirm} onCancel={onClose} isPending={pending} />
      </form>
    </Dialog>
  );
};

export default CreateRoom;
