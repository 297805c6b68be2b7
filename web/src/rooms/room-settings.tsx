import type { RoomState } from '@parley/client';
import { limits, type UpdateRoom } from '@parley/protocol';
import { type ReactNode, useState } from 'react';
import { Checkbox } from 'react-aria-components';
import { Button } from '../design/button.tsx';
import { Choice } from '../design/choice.tsx';
import { Dialog, DialogActions } from '../design/dialog.tsx';
import { Field } from '../design/field.tsx';
import { Icon } from '../design/icon.tsx';
import { FormError } from '../design/notice.tsx';
import { useSubmission } from '../design/submission.ts';
import { t } from '../languages/language.ts';
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
    <Dialog title={t.rooms.settings.title} onClose={onClose}>
      <div className="dialog-body">
        {rights.rename && <Settings state={state} onClose={onClose} />}
        <FormError>{leaving.error ?? restoring.error}</FormError>
        <div className="danger-zone">
          {rights.publish && (
            <Row
              title={room.kind === 'public' ? t.rooms.settings.hide : t.rooms.settings.publish}
              text={room.kind === 'public' ? t.rooms.settings.hideText : t.rooms.settings.publishText}
            >
              <Button
                icon={room.kind === 'public' ? 'lock' : 'hash'}
                onPress={() => setQuestion(room.kind === 'public' ? 'hide' : 'publish')}
              >
                {room.kind === 'public' ? t.rooms.settings.makePrivate : t.rooms.settings.makePublic}
              </Button>
            </Row>
          )}
          {rights.moderate && (
            <Row title={t.rooms.settings.reports} text={reported === '' ? t.rooms.settings.noReports : t.rooms.settings.reported(reported)}>
              <Button icon="flag" onPress={() => open({ dialog: 'reports', roomId })}>
                {t.rooms.settings.show}
              </Button>
            </Row>
          )}
          {rights.ban && (
            <Row title={t.rooms.bans.title} text={t.rooms.settings.bansText}>
              <Button icon="ban" onPress={() => open({ dialog: 'bans', roomId })}>
                {t.rooms.settings.show}
              </Button>
            </Row>
          )}
          {rights.leave && (
            <Row
              title={t.rooms.settings.leaveTitle}
              text={room.kind === 'private' ? t.rooms.settings.leavePrivate : t.rooms.settings.leavePublic}
            >
              <Button icon="leave" isPending={leaving.pending} onPress={() => (closes ? setQuestion('close') : leaving.submit())}>
                {t.rooms.settings.leave}
              </Button>
            </Row>
          )}
          {rights.archive && (
            <Row title={t.rooms.settings.archiveTitle} text={t.rooms.settings.archiveText}>
              <Button icon="archive" onPress={() => setQuestion('archive')}>
                {t.rooms.settings.archive}
              </Button>
            </Row>
          )}
          {rights.restore && (
            <Row title={t.rooms.settings.restoreTitle} text={t.rooms.settings.restoreText}>
              <Button icon="retry" isPending={restoring.pending} onPress={() => restoring.submit()}>
                {t.rooms.settings.restore}
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

const paces = ['0', '5', '30', '60', '300', '3600', '21600'];

const paceName = (seconds: string): string => {
  const known: Readonly<Partial<Record<string, string>>> = t.rooms.settings.paces;
  return known[seconds] ?? t.rooms.settings.seconds(Number(seconds));
};

const Settings = ({ state: { room }, onClose }: { state: RoomState; onClose: () => void }) => {
  const { chat } = useSession();
  const [name, setName] = useState(room.name);
  const [topic, setTopic] = useState(room.topic);
  const [avatar, setAvatar] = useState(room.avatar ?? { emoji: '', hue: 0 });
  const [announcement, setAnnouncement] = useState(room.announcement ?? false);
  const [pace, setPace] = useState(String(room.slowModeSeconds ?? 0));
  const nameError = name.trim() === '' ? t.rooms.nameMissing : undefined;

  const { pending, error, submit } = useSubmission(async () => {
    if (nameError) return;
    const changes: UpdateRoom = { name: name.trim(), topic: topic.trim(), avatar, announcement, slowModeSeconds: Number(pace) };
    await chat.updateRoom(room.roomId, changes);
    onClose();
  });

  const known = paces.includes(pace) ? paces : [...paces, pace];
  return (
    <form className="dialog-form" onSubmit={submit} noValidate>
      <FormError>{error}</FormError>
      <Field label={t.rooms.name} value={name} onChange={setName} maxLength={limits.roomNameChars} error={nameError} autoFocus />
      <Field label={t.rooms.settings.topic} value={topic} onChange={setTopic} maxLength={limits.topicChars} rows={2} />
      <AvatarChoice kind={room.kind} avatar={avatar} onChange={setAvatar} />
      <Checkbox className="tick" isSelected={announcement} onChange={setAnnouncement}>
        <span className="tick-mark">
          <Icon name="check" size={14} />
        </span>
        <span className="tick-text">
          <span className="tick-label">{t.rooms.settings.announcements}</span>
          <span className="field-hint">{t.rooms.settings.announcementsHint}</span>
        </span>
      </Checkbox>
      <Choice
        label={t.rooms.settings.slowMode}
        value={pace}
        onChange={setPace}
        options={known.map((seconds) => [seconds, paceName(seconds)])}
        hint={t.rooms.settings.slowModeHint}
      />
      <div className="dialog-actions">
        <Button type="submit" kind="primary" isPending={pending}>
          {t.design.save}
        </Button>
      </div>
    </form>
  );
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
  const { title, text, confirm } = t.rooms.questions[question];

  return (
    <Dialog title={title(name)} onClose={onBack} alert>
      <div className="dialog-body">
        <p className="dialog-note">{text}</p>
        <FormError>{error}</FormError>
        <DialogActions
          confirm={confirm}
          onCancel={onBack}
          onConfirm={() => submit()}
          danger={question === 'archive' || question === 'close'}
          isPending={pending}
          focus="cancel"
        />
      </div>
    </Dialog>
  );
};

export default RoomSettings;
