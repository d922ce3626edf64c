import { useCallback } from 'react';
import { fillText, type Language, type Text } from '../kernel/text.ts';
import { useSettings } from './settings.tsx';

/** Words of one area of the interface, each in both languages; `{name}` is filled when it is shown. */
export type Messages = Record<string, Text>;

/** Declares the words of an area; the dictionary test reads every `messages.ts`. */
export function defineMessages<Area extends Messages>(messages: Area): Area {
  return messages;
}

/** Looks words of an area up in the reader's language. */
export type Words<Area extends Messages> = (key: keyof Area & string, values?: Record<string, unknown>) => string;

/** The reader's language, as a function from the key of a message to its words. */
export function useWords<Area extends Messages>(messages: Area): Words<Area> {
  const { language } = useSettings();
  return useCallback(
    (key, values) => {
      const message = messages[key] as Text;
      return (values ? fillText(message, values) : message)[language];
    },
    [messages, language],
  );
}

/** Chooses the reader's language of a text that came as data; the other one stands in where it is empty. */
export function pickText(text: Text | null | undefined, language: Language): string {
  if (!text) return '';
  return text[language] || text[language === 'zh' ? 'en' : 'zh'];
}

/** `pickText` bound to the reader's language. */
export function useText(): (text: Text | null | undefined) => string {
  const { language } = useSettings();
  return useCallback((text) => pickText(text, language), [language]);
}
