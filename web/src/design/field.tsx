import type { ReactNode } from 'react';
import { FieldError, Input, Label, Text, TextArea, TextField, type TextFieldProps } from 'react-aria-components';
import './field.css';

interface FieldProps extends Omit<TextFieldProps, 'className' | 'style' | 'children'> {
  label: string;
  /** What helps to fill it in; gives way to the error. */
  hint?: ReactNode;
  /** Why the value cannot be taken. */
  error?: string | undefined;
  placeholder?: string;
  rows?: number;
}

/** A labelled text field with its hint and its error. */
export const Field = ({ label, hint, error, placeholder = '', rows, ...rest }: FieldProps) => (
  <TextField {...rest} className="field" isInvalid={error !== undefined} validationBehavior="aria">
    <Label className="field-label">{label}</Label>
    {rows === undefined ? (
      <Input className="input" placeholder={placeholder} />
    ) : (
      <TextArea className="input" rows={rows} placeholder={placeholder} />
    )}
    {error === undefined && hint !== undefined && (
      <Text slot="description" className="field-hint">
        {hint}
      </Text>
    )}
    <FieldError className="field-error">{error}</FieldError>
  </TextField>
);
