import { isGuest } from '@parley/client';
import { EmojiName, type CustomEmoji as Known, limits, parse } from '@parley/protocol';
import { useState } from 'react';
import { FileTrigger } from 'react-aria-components';
import { Button } from '../design/button.tsx';
import { Dialog } from '../design/dialog.tsx';
import { Field } from '../design/field.tsx';
import { EmptyState, FormError } from '../design/notice.tsx';
import { useSubmission } from '../design/submission.ts';
import { toast } from '../design/toast.tsx';
import { reasonOf, t } from '../languages/language.ts';
import { useChat, usePerson, useSession } from '../session/session-context.ts';
import { CustomEmoji } from './custom-emoji.tsx';
import { emojiFrom, nameFrom } from './emoji-file.ts';
import '../rooms/rooms.css';
import './manage-emoji.css';

const TYPES = ['image/png', 'image/gif', 'image/webp', 'image/jpeg'];

/** The emoji that people have added, and a form to add one. */
const ManageEmoji = ({ onClose }: { onClose: () => void }) => {
  const emoji = useChat((state) => state.emoji);
  const guest = useChat(isGuest);
  const all = Object.values(emoji).toSorted((a, b) => a.name.localeCompare(b.name));
  return (
    <Dialog title={t.emoji.custom} onClose={onClose}>
      <div className="dialog-body">
        {!guest && <AddEmoji full={all.length >= limits.customEmoji} />}
        {all.length === 0 && (
          <EmptyState icon="smile" title={t.emoji.empty.title}>
            {t.emoji.empty.text}
          </EmptyState>
        )}
        <ul className="dialog-list" aria-label={t.emoji.custom}>
          {all.map((each) => (
            <Added key={each.emojiId} emoji={each} />
          ))}
        </ul>
      </div>
    </Dialog>
  );
};

const AddEmoji = ({ full }: { full: boolean }) => {
  const { chat } = useSession();
  const [name, setName] = useState('');
  const [image, setImage] = useState('');
  const [wrong, setWrong] = useState<string>();
  const parsed = parse(EmojiName, name);
  const nameError = name === '' || parsed.ok ? undefined : t.emoji.invalidName;

  const choose = async (files: FileList | null) => {
    const file = files?.[0];
    if (file === undefined) return;
    setWrong(undefined);
    try {
      setImage(await emojiFrom(file));
      // Reading takes a moment, in which somebody may have begun to write one.
      setName((written) => (written === '' ? nameFrom(file) : written));
    } catch (error) {
      setImage('');
      setWrong(reasonOf(error));
    }
  };

  const { pending, error, submit } = useSubmission(async () => {
    if (image === '') return setWrong(t.emoji.noPicture);
    if (!parsed.ok) return setWrong(t.emoji.noName);
    setWrong(undefined);
    await chat.addEmoji(name, image);
    toast.done(t.emoji.done(name));
    setName('');
    setImage('');
  });

  if (full) return <p className="dialog-note">{t.emoji.full(limits.customEmoji)}</p>;
  return (
    <form className="add-emoji" onSubmit={submit} noValidate>
      <FormError>{wrong ?? error}</FormError>
      <div className="add-emoji-fields">
        <FileTrigger acceptedFileTypes={TYPES} onSelect={(files) => void choose(files)}>
          <Button aria-label={image === '' ? t.emoji.choose : t.emoji.chooseAnother}>
            {image === '' ? t.emoji.picture : <img className="add-emoji-picture" src={`data:;base64,${image}`} alt={t.emoji.chosen} />}
          </Button>
        </FileTrigger>
        <Field
          label={t.emoji.name}
          value={name}
          onChange={(next) => setName(next.toLowerCase().replaceAll(':', '').trim())}
          maxLength={32}
          error={nameError}
          placeholder={t.emoji.example}
        />
        <Button type="submit" kind="primary" isPending={pending}>
          {t.emoji.add}
        </Button>
      </div>
    </form>
  );
};

const Added = ({ emoji: { name, createdBy = '' } }: { emoji: Known }) => {
  const { chat } = useSession();
  const me = useChat((state) => state.me?.userId);
  const author = usePerson(createdBy);
  const mine = createdBy === me;
  const remove = async () => {
    try {
      await chat.removeEmoji(name);
      toast.done(t.emoji.removed(name));
    } catch (error) {
      toast.error(error);
    }
  };
  return (
    <li className="listed">
      <span className="added-emoji">
        <CustomEmoji name={name} />
      </span>
      <span className="listed-text">
        <span className="listed-title">:{name}:</span>
        {(mine || author !== undefined) && (
          <span className="listed-detail">{mine ? t.emoji.addedByYou : t.emoji.addedBy(author?.name ?? t.design.someone)}</span>
        )}
      </span>
      {(mine || author?.deleted) && (
        <Button onPress={() => void remove()} aria-label={t.emoji.removeOne(name)}>
          {t.emoji.remove}
        </Button>
      )}
    </li>
  );
};

export default ManageEmoji;
