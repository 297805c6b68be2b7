import type { RoomState } from '@parley/client';
import { limits, type UpdateRoom } from '@parley/protocol';
import { type ReactNode, useState } from 'react';
import { Checkbox } from 'react-aria-components';
import { Button } from '../design/button.tsx';
import { Choice } from '../design/choice.tsx';
import { Dialog } from '../design/dialog.tsx';
import { Field } from '../design/field.tsx';
import { Icon } from '../design/icon.tsx';
import { FormError } from '../design/notice.tsx';
import { useSubmission } from '../design/submission.ts';
import { useReportCount } from '../reports/reports.ts';
import { useRoom, useSession } from '../session/session-context.ts';
import { useDialogs } from '../shell/dialogs.tsx';
import { AvatarChoice } from './avatar-choice.tsx';
import { leaveWithUndo } from './leaving.ts';
import { rightsIn } from './room-name.ts';
import './rooms.css';

type Question = 'archive' | 'close' | 'publish' | 'hide';

/** What a room is and how one speaks in it, for those who may change that; leaving, archiving, restoring. */
const RoomSettings = ({ roomId, onClose }: { roomId: string; onClose: () => void }) => {
  const { chat } = useSession();
  const open = useDialogs();
  const state = useRoom(roomId);
  const reported = useReportCount(roomId);
  const [question, setQuestion] = useState<Question>();
  const leaving = useSubmission(async () => {
    if (state === undefined) return;
    await leaveWithUndo(chat, roomId, state.room.name);
    onClose();
  });
  const restoring = useSubmission(() => chat.restoreRoom(roomId));

  if (state === undefined) return null;
  if (question !== undefined) return <Sure question={question} state={state} onClose={onClose} onBack={() => setQuestion(undefined)} />;
  const { room } = state;
  const rights = rightsIn(state);
  // Nobody could come back into it.
  const closes = room.kind === 'private' && room.memberCount === 1 && !room.archived;
  return (
    <Dialog title="Room settings" onClose={onClose}>
      <div className="dialog-body">
        {rights.rename && <Settings state={state} onClose={onClose} />}
        <FormError>{leaving.error ?? restoring.error}</FormError>
        <div className="danger-zone">
          {rights.publish && (
            <Row
              title={room.kind === 'public' ? 'Make it private' : 'Make it public'}
              text={room.kind === 'public' ? 'Only its members will see it.' : 'Everyone will see it, with all of its history.'}
            >
              <Button
                icon={room.kind === 'public' ? 'lock' : 'hash'}
                onPress={() => setQuestion(room.kind === 'public' ? 'hide' : 'publish')}
              >
                {room.kind === 'public' ? 'Make private' : 'Make public'}
              </Button>
            </Row>
          )}
          {rights.moderate && (
            <Row title="Reports" text={reported === '' ? 'Nothing waits for a moderator.' : `${reported} waiting for a moderator.`}>
              <Button icon="flag" onPress={() => open({ dialog: 'reports', roomId })}>
                Show
              </Button>
            </Row>
          )}
          {rights.ban && (
            <Row title="Banned people" text="Who is kept out of this room.">
              <Button icon="ban" onPress={() => open({ dialog: 'bans', roomId })}>
                Show
              </Button>
            </Row>
          )}
          {rights.leave && (
            <Row
              title="Leave this room"
              text={room.kind === 'private' ? 'Someone must add you again to come back.' : 'You can join it again.'}
            >
              <Button icon="leave" isPending={leaving.pending} onPress={() => (closes ? setQuestion('close') : leaving.submit())}>
                Leave
              </Button>
            </Row>
          )}
          {rights.archive && (
            <Row title="Archive this room" text="Its history stays, and nobody can write until you restore it.">
              <Button icon="archive" onPress={() => setQuestion('archive')}>
                Archive
              </Button>
            </Row>
          )}
          {rights.restore && (
            <Row title="Restore this room" text="Its members can write again.">
              <Button icon="retry" isPending={restoring.pending} onPress={() => restoring.submit()}>
                Restore
              </Button>
            </Row>
          )}
        </div>
      </div>
    </Dialog>
  );
};

const Row = ({ title, text, children }: { title: string; text: string; children: ReactNode }) => (
  <div className="danger-row">
    <p>
      <strong>{title}</strong>
      {text}
    </p>
    {children}
  </div>
);

const paces = [
  ['0', 'Off'],
  ['5', '5 seconds'],
  ['30', '30 seconds'],
  ['60', 'A minute'],
  ['300', '5 minutes'],
  ['3600', 'An hour'],
  ['21600', '6 hours'],
] as const;

const Settings = ({ state: { room }, onClose }: { state: RoomState; onClose: () => void }) => {
  const { chat } = useSession();
  const [name, setName] = useState(room.name);
  const [topic, setTopic] = useState(room.topic);
  const [avatar, setAvatar] = useState(room.avatar ?? { emoji: '', hue: 0 });
  const [announcement, setAnnouncement] = useState(room.announcement ?? false);
  const [pace, setPace] = useState(String(room.slowModeSeconds ?? 0));
  const nameError = name.trim() === '' ? 'Give the room a name.' : undefined;

  const { pending, error, submit } = useSubmission(async () => {
    if (nameError) return;
    const changes: UpdateRoom = { name: name.trim(), topic: topic.trim(), avatar, announcement, slowModeSeconds: Number(pace) };
    await chat.updateRoom(room.roomId, changes);
    onClose();
  });

  const known = paces.some(([seconds]) => seconds === pace) ? paces : [...paces, [pace, `${pace} seconds`] as const];
  return (
    <form className="dialog-form" onSubmit={submit} noValidate>
      <FormError>{error}</FormError>
      <Field label="Name" value={name} onChange={setName} maxLength={limits.roomNameChars} error={nameError} autoFocus />
      <Field label="Topic" value={topic} onChange={setTopic} maxLength={limits.topicChars} rows={2} />
      <AvatarChoice kind={room.kind} avatar={avatar} onChange={setAvatar} />
      <Checkbox className="tick" isSelected={announcement} onChange={setAnnouncement}>
        <span className="tick-mark">
          <Icon name="check" size={14} />
        </span>
        <span className="tick-text">
          <span className="tick-label">Announcements only</span>
          <span className="field-hint">Moderators and owners write; everyone reads and reacts.</span>
        </span>
      </Checkbox>
      <Choice
        label="Slow mode"
        value={pace}
        onChange={setPace}
        options={known}
        hint="How long members wait between two messages. Moderators do not."
      />
      <div className="dialog-actions">
        <Button type="submit" kind="primary" isPending={pending}>
          Save
        </Button>
      </div>
    </form>
  );
};

const questions: Readonly<Record<Question, { title: (name: string) => string; text: string; confirm: string }>> = {
  archive: {
    title: (name) => `Archive ${name}?`,
    text: 'Everyone keeps the history. Nobody can write here until an owner restores it.',
    confirm: 'Archive room',
  },
  close: {
    title: (name) => `Leave ${name}?`,
    text: 'You are the last one here. The room will be archived, and nobody can come back into it.',
    confirm: 'Leave room',
  },
  hide: {
    title: (name) => `Make ${name} private?`,
    text: 'Whoever is not in it will find neither the room nor what was said in it.',
    confirm: 'Make private',
  },
  publish: {
    title: (name) => `Make ${name} public?`,
    text: 'Everyone in the workspace can read all that was ever said here, and join.',
    confirm: 'Make public',
  },
};

interface SureProps {
  question: Question;
  state: RoomState;
  onClose: () => void;
  onBack: () => void;
}

const Sure = ({ question, state: { room }, onClose, onBack }: SureProps) => {
  const { chat } = useSession();
  const { roomId, name } = room;
  const deeds: Readonly<Record<Question, () => Promise<unknown>>> = {
    archive: () => chat.archiveRoom(roomId),
    close: () => leaveWithUndo(chat, roomId, name),
    hide: () => chat.updateRoom(roomId, { visibility: 'private' }),
    publish: () => chat.updateRoom(roomId, { visibility: 'public' }),
  };
  const { pending, error, submit } = useSubmission(async () => {
    await deeds[question]();
    onClose();
  });
  const { title, text, confirm } = questions[question];

  return (
    <Dialog title={title(name)} onClose={onBack} alert>
      <div className="dialog-body">
        <p className="dialog-note">{text}</p>
        <FormError>{error}</FormError>
        <div className="dialog-actions">
          <Button kind="quiet" onPress={onBack} autoFocus>
            Cancel
          </Button>
          <Button kind={question === 'publish' || question === 'hide' ? 'primary' : 'danger'} isPending={pending} onPress={() => submit()}>
            {confirm}
          </Button>
        </div>
      </div>
    </Dialog>
  );
};

export default RoomSettings;
