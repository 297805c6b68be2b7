import { useId } from 'react';
import { Icon } from '../design/icon.tsx';
import { PasswordField } from '../design/password-field.tsx';
import { t } from '../languages/language.ts';
import { passwordRules } from './password-policy.ts';

interface NewPasswordProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
}

/** A field for a password to be, and what is still missing of the policy. */
export const NewPassword = ({ label, value, onChange, error }: NewPasswordProps) => {
  const rulesId = useId();
  return (
    <div className="new-password">
      <PasswordField
        label={label}
        name="new-password"
        autoComplete="new-password"
        value={value}
        onChange={onChange}
        error={error}
        aria-describedby={rulesId}
      />
      <ul id={rulesId} className="password-rules" aria-label={t.account.rules.label}>
        {passwordRules.map((rule) => (
          <li key={rule.name} data-met={rule.test(value)}>
            <Icon name="check" size={14} />
            {t.account.rules[rule.name]}
            <span className="visually-hidden">{rule.test(value) ? t.account.rules.met : t.account.rules.missing}</span>
          </li>
        ))}
      </ul>
    </div>
  );
};
