import { useState } from 'react';
import { type Contrast, chooseContrast, chooseTheme, chosenContrast, chosenTheme, type Theme } from '../design/appearance.ts';
import { Segments } from '../design/segments.tsx';
import { t } from '../languages/language.ts';

const themeNames = (): (readonly [Theme, string])[] => [
  ['system', t.settings.appearance.system],
  ['light', t.settings.appearance.light],
  ['dark', t.settings.appearance.dark],
];
const contrastNames = (): (readonly [Contrast, string])[] => [
  ['system', t.settings.appearance.system],
  ['more', t.settings.appearance.moreContrast],
];

export const AppearanceSection = () => {
  const [theme, setTheme] = useState(chosenTheme);
  const [contrast, setContrast] = useState(chosenContrast);
  return (
    <section className="settings-section">
      <Segments
        label={t.settings.appearance.theme}
        value={theme}
        onChange={(next) => {
          chooseTheme(next);
          setTheme(next);
        }}
        options={themeNames()}
      />
      <Segments
        label={t.settings.appearance.contrast}
        value={contrast}
        onChange={(next) => {
          chooseContrast(next);
          setContrast(next);
        }}
        options={contrastNames()}
      />
      <p className="field-hint">{t.settings.keptHere}</p>
    </section>
  );
};
