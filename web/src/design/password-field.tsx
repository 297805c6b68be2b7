import { useEffect, useRef, useState } from 'react';
import { FieldError, Input, Label, TextField, type TextFieldProps } from 'react-aria-components';
import { flushSync } from 'react-dom';
import { t } from '../languages/language.ts';
import { IconButton } from './button.tsx';
import './field.css';

interface PasswordFieldProps extends Omit<TextFieldProps, 'className' | 'style' | 'children' | 'type'> {
  label: string;
  /** Why the value cannot be taken. */
  error?: string | undefined;
}

/** A labelled field for a password, which can be looked at until its form is submitted. */
export const PasswordField = ({ label, error, ...rest }: PasswordFieldProps) => {
  const [shown, setShown] = useState(false);
  const input = useRef<HTMLInputElement>(null);

  // Whatever submits the form, a browser that offers to keep the password has to know it as one.
  useEffect(() => {
    const form = input.current?.form;
    const hide = () => setShown(false);
    form?.addEventListener('submit', hide);
    return () => form?.removeEventListener('submit', hide);
  }, []);

  const toggle = () => {
    const field = input.current;
    const { selectionStart = null, selectionEnd = null } = field ?? {};
    flushSync(() => setShown(!shown));
    if (field === null || document.activeElement !== field) return;
    // Chrome takes the caret to the beginning when it lays out a field of another type.
    field.getBoundingClientRect();
    field.setSelectionRange(selectionStart, selectionEnd);
  };

  return (
    <TextField {...rest} className="field" type={shown ? 'text' : 'password'} isInvalid={error !== undefined} validationBehavior="aria">
      <Label className="field-label">{label}</Label>
      <div className="password-field">
        <Input ref={input} className="input" autoCapitalize="none" autoCorrect="off" spellCheck={false} />
        <IconButton icon="eye" label={t.design.showPassword} aria-pressed={shown} preventFocusOnPress onPress={toggle} />
      </div>
      <FieldError className="field-error">{error}</FieldError>
    </TextField>
  );
};
