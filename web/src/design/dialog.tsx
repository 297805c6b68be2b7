import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { t } from '../languages/language.ts';
import { Button, IconButton } from './button.tsx';
import './dialog.css';

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
  /** A question that must be answered: no way out by a click beside it. */
  alert?: boolean;
}

/** A modal dialog: takes the focus and gives it back, closes by Escape. */
export const Dialog = ({ title, onClose, children, alert = false }: DialogProps) => (
  <ModalOverlay className="overlay" isOpen isDismissable={!alert} onOpenChange={(open) => !open && onClose()}>
    <Modal className={`modal${alert ? ' modal-alert' : ''}`}>
      <AriaDialog className="dialog" role={alert ? 'alertdialog' : 'dialog'}>
        <header className="dialog-header">
          <Heading slot="title" level={2} className="dialog-title">
            {title}
          </Heading>
          {!alert && <IconButton icon="close" label={t.design.close} onPress={onClose} />}
        </header>
        {children}
      </AriaDialog>
    </Modal>
  </ModalOverlay>
);

interface DialogActionsProps {
  /** What it does, as a verb. */
  confirm: string;
  /** Default: "Cancel". */
  cancel?: string;
  onCancel: () => void;
  /** Default: the form around it is submitted. */
  onConfirm?: () => void;
  danger?: boolean;
  isPending?: boolean;
  isDisabled?: boolean;
  /** Which of the two Enter presses at once. Default: neither. */
  focus?: 'cancel' | 'confirm';
}

/** How a dialog ends: with nothing done, or with what it is there for. */
export const DialogActions = ({
  confirm,
  cancel = t.design.cancel,
  onCancel,
  onConfirm,
  danger = false,
  focus,
  ...state
}: DialogActionsProps) => (
  <div className="dialog-actions">
    <Button kind="quiet" onPress={onCancel} autoFocus={focus === 'cancel'}>
      {cancel}
    </Button>
    <Button
      {...state}
      {...(onConfirm === undefined ? { type: 'submit' } : { onPress: onConfirm })}
      kind={danger ? 'danger' : 'primary'}
      autoFocus={focus === 'confirm'}
    >
      {confirm}
    </Button>
  </div>
);
