import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';
import './notice.css';

/** Says what went wrong with what was just tried. */
export const FormError = ({ children }: { children: string | null | undefined }) =>
  children === undefined || children === null ? null : (
    <p className="form-error" role="alert">
      <Icon name="warning" size={18} />
      <span>{children}</span>
    </p>
  );

interface EmptyStateProps {
  icon: IconName;
  title: string;
  children?: ReactNode;
  /** The one thing to do about it. */
  action?: ReactNode;
}

export const EmptyState = ({ icon, title, children, action }: EmptyStateProps) => (
  <div className="empty-state">
    <span className="empty-state-icon">
      <Icon name={icon} size={24} />
    </span>
    <p className="empty-state-title">{title}</p>
    {children && <p className="empty-state-text">{children}</p>}
    {action}
  </div>
);
