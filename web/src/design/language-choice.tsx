import { useState } from 'react';
import { chooseLanguage, chosenLanguage, languageNames, languages, t } from '../languages/language.ts';
import { Choice } from './choice.tsx';
import { toast } from './toast.tsx';

const ID = 'language';

/** The language of this browser; one of them on a page. */
export const LanguageChoice = () => {
  const [chosen, setChosen] = useState(chosenLanguage);

  const choose = async (value: string) => {
    const language = languages.find((each) => each === value) ?? 'system';
    setChosen(language);
    if (!(await chooseLanguage(language))) return toast.error(new Error(t.design.language.unreachable));
    // All is shown anew, this as well: whoever chose goes on from here, and hears what it is called now.
    document.getElementById(ID)?.focus();
  };

  return (
    <Choice
      id={ID}
      label={t.design.language.label}
      value={chosen}
      onChange={(value) => void choose(value)}
      options={[['system', t.design.language.system], ...languages.map((each) => [each, languageNames[each], each] as const)]}
    />
  );
};
