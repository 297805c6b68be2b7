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
    <Dialog title="Custom emoji" onClose={onClose}>
      <div className="dialog-body">
        {!guest && <AddEmoji full={all.length >= limits.customEmoji} />}
        {all.length === 0 && (
          <EmptyState icon="smile" title="No custom emoji yet">
            Everybody here can use what is added, in messages and as reactions.
          </EmptyState>
        )}
        <ul className="dialog-list" aria-label="Custom emoji">
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
  const nameError = name === '' || parsed.ok ? undefined : '2 to 32 small letters, digits and underscores.';

  const choose = async (files: FileList | null) => {
    const file = files?.[0];
    if (file === undefined) return;
    setWrong(undefined);
    try {
      setImage(await emojiFrom(file));
      if (name === '') setName(nameFrom(file));
    } catch (error) {
      setImage('');
      setWrong(error instanceof Error ? error.message : 'This picture cannot be read.');
    }
  };

  const { pending, error, submit } = useSubmission(async () => {
    if (image === '') return setWrong('Choose a picture.');
    if (!parsed.ok) return setWrong('Give it a name.');
    setWrong(undefined);
    await chat.addEmoji(name, image);
    toast.done(`:${name}: has been added.`);
    setName('');
    setImage('');
  });

  if (full) return <p className="dialog-note">There are {limits.customEmoji} custom emoji, and there is no room for more.</p>;
  return (
    <form className="add-emoji" onSubmit={submit} noValidate>
      <FormError>{wrong ?? error}</FormError>
      <div className="add-emoji-fields">
        <FileTrigger acceptedFileTypes={TYPES} onSelect={(files) => void choose(files)}>
          <Button aria-label={image === '' ? 'Choose a picture' : 'Choose another picture'}>
            {image === '' ? 'Picture…' : <img className="add-emoji-picture" src={`data:;base64,${image}`} alt="What you chose" />}
          </Button>
        </FileTrigger>
        <Field
          label="Name"
          value={name}
          onChange={(next) => setName(next.toLowerCase().replaceAll(':', '').trim())}
          maxLength={32}
          error={nameError}
          placeholder="party_parrot"
        />
        <Button type="submit" kind="primary" isPending={pending}>
          Add
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
      toast.done(`:${name}: has been removed.`);
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
          <span className="listed-detail" dir="auto">
            Added by {mine ? 'you' : author?.name}
          </span>
        )}
      </span>
      {(mine || author?.deleted) && (
        <Button onPress={() => void remove()} aria-label={`Remove :${name}:`}>
          Remove
        </Button>
      )}
    </li>
  );
};

export default ManageEmoji;
