import { limits } from '@parley/protocol';
import { useState } from 'react';
import { Label, Radio, RadioGroup } from 'react-aria-components';
import { Button } from '../design/button.tsx';
import { Dialog } from '../design/dialog.tsx';
import { Field } from '../design/field.tsx';
import { Icon } from '../design/icon.tsx';
import { FormError } from '../design/notice.tsx';
import { useSubmission } from '../design/submission.ts';
import { navigate } from '../route.ts';
import { useSession } from '../session/session-context.ts';
import './rooms.css';

const kinds = [
  { kind: 'public', icon: 'hash', label: 'Public', hint: 'Everyone can find and join it.' },
  { kind: 'private', icon: 'lock', label: 'Private', hint: 'Only people you add can see it.' },
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
    <Dialog title="Create a room" onClose={onClose}>
      <form className="dialog-body" onSubmit={submit} noValidate>
        <FormError>{error}</FormError>
        <Field
          label="Name"
          value={name}
          onChange={setName}
          maxLength={limits.roomNameChars}
          error={tried && name.trim() === '' ? 'Give the room a name.' : undefined}
          autoFocus
        />
        <Field label="Topic (optional)" value={topic} onChange={setTopic} maxLength={limits.topicChars} hint="What the room is about" />
        <RadioGroup className="kind-choice" value={kind} onChange={(value) => setKind(value === 'private' ? 'private' : 'public')}>
          <Label className="field-label">Who can join</Label>
          <div className="kind-choice-cards">
            {kinds.map((choice) => (
              <Radio key={choice.kind} value={choice.kind} className="kind-card">
                <Icon name={choice.icon} />
                <span>
                  <span className="kind-card-label">{choice.label}</span>
                  <span className="kind-card-hint">{choice.hint}</span>
                </span>
              </Radio>
            ))}
          </div>
        </RadioGroup>
        <div className="dialog-actions">
          <Button kind="quiet" onPress={onClose}>
            Cancel
          </Button>
          <Button type="submit" kind="primary" isPending={pending}>
            Create room
          </Button>
        </div>
      </form>
    </Dialog>
  );
};

export default CreateRoom;
