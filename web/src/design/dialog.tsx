import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { t } from '../languages/language.ts';
import { IconButton } from './button.tsx';
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
