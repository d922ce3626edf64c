import { type Language, listErrors } from '../../kernel/index.ts';

const words = {
  zh: { title: '错误代码', lead: '每个错误都有一个代码，附原因和处理办法。', other: 'English' },
  en: { title: 'Error codes', lead: 'Every failure has a code, with its reason and how to mend it.', other: '中文' },
};

/** The page that the `type` of a problem leads to: all codes, each under its own anchor. */
export function errorsPage(language: Language): string {
  const { title, lead, other } = words[language];
  const entries = listErrors().map(({ code, definition: { status, message, remedy } }) => {
    const texts = `${markup(message[language])}<br>${markup(remedy[language])}`;
    return `<dt id="${markup(code)}"><code>${markup(code)}</code> · HTTP ${status}</dt><dd>${texts}</dd>`;
  });
  const otherLanguage = language === 'zh' ? 'en' : 'zh';
  return (
    `<!doctype html><html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><title>${title}</title>` +
    `<meta name="viewport" content="width=device-width, initial-scale=1"></head><body><main><h1>${title}</h1><p>${lead} ` +
    `<a href="?language=${otherLanguage}" lang="${otherLanguage}">${other}</a></p><dl>${entries.join('')}</dl></main></body></html>`
  );
}

function markup(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
