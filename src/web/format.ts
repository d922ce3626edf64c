import { useMemo } from 'react';
import { dayNumber, workingDaysBetween } from '../bureau/law/schema.ts';
import type { Language } from '../kernel/text.ts';
import { useSettings } from './settings.tsx';

const zone = 'Asia/Shanghai';
/** Shown where there is no value; never a machine's word for it. */
export const absent = '—';

function parts(instant: Date, language: Language) {
  const formatter = new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    weekday: 'short',
    hourCycle: 'h23',
  });
  const found: Record<string, string> = {};
  for (const part of formatter.formatToParts(instant)) found[part.type] = part.value;
  return found as Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'weekday', string>;
}

/** Numbers, dates and sizes as a reader of one language expects them. */
export function createFormat(language: Language) {
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  const number = (value: number | null | undefined, digits?: number): string => {
    if (value === null || value === undefined || !Number.isFinite(value)) return absent;
    return new Intl.NumberFormat(locale, {
      maximumFractionDigits: digits ?? (Number.isInteger(value) ? 0 : 2),
      minimumFractionDigits: digits ?? 0,
    }).format(value);
  };
  const day = (value: string | Date | null | undefined): string => {
    if (!value) return absent;
    const p = parts(new Date(value), 'zh');
    return `${p.year}-${p.month}-${p.day}`;
  };
  const instant = (value: string | Date | null | undefined): string => {
    if (!value) return absent;
    const p = parts(new Date(value), 'zh');
    return `${p.year}-${p.month}-${p.day} ${p.hour}:${p.minute}`;
  };
  const weekdayInstant = (value: string | Date): string => {
    const p = parts(new Date(value), language);
    return `${instant(value)} ${p.weekday}`;
  };
  const percent = (share: number | null | undefined, digits = 1): string => {
    if (share === null || share === undefined || !Number.isFinite(share)) return absent;
    // Almost all and almost none must not read as all and none.
    const shown = share > 0.9995 && share < 1 ? 0.999 : share > 0 && share < 0.0005 ? 0.001 : share;
    return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: digits }).format(shown);
  };
  const bytes = (value: number | null | undefined): string => {
    if (value === null || value === undefined) return absent;
    const units = ['B', 'KB', 'MB', 'GB', 'TB'];
    let size = value;
    let step = 0;
    while (size >= 1000 && step < units.length - 1) {
      size /= 1000;
      step += 1;
    }
    return `${number(size, step === 0 || size >= 100 ? 0 : 1)} ${units[step]}`;
  };
  const duration = (seconds: number | null | undefined): string => {
    if (seconds === null || seconds === undefined) return absent;
    if (seconds < 90) return language === 'zh' ? `${number(seconds, 1)} 秒` : `${number(seconds, 1)} s`;
    const minutes = Math.floor(seconds / 60);
    const rest = Math.round(seconds % 60);
    return language === 'zh' ? `${minutes} 分 ${rest} 秒` : `${minutes} min ${rest} s`;
  };
  const deadline = (value: string | Date, now: Date = new Date()): { words: string; late: boolean } => {
    const end = new Date(value);
    const p = parts(end, language);
    const date =
      language === 'zh'
        ? `${Number(p.month)}月${Number(p.day)}日 ${p.weekday}`
        : `${p.weekday} ${Number(p.day)} ${new Intl.DateTimeFormat('en-GB', { timeZone: zone, month: 'short' }).format(end)}`;
    if (end < now) {
      const days = Math.max(workingDaysBetween(end, now), 1);
      return {
        words:
          language === 'zh' ? `已超期 ${days} 个工作日 · ${date}` : `${plural(days, 'working day')} late · ${date}`,
        late: true,
      };
    }
    const days = workingDaysBetween(now, end);
    if (dayNumber(end) === dayNumber(now)) {
      return {
        words: language === 'zh' ? `今天 ${p.hour}:${p.minute} 截止` : `due today at ${p.hour}:${p.minute}`,
        late: false,
      };
    }
    return {
      words: language === 'zh' ? `还剩 ${days} 个工作日 · ${date}` : `${plural(days, 'working day')} left · ${date}`,
      late: false,
    };
  };
  return { number, day, instant, weekdayInstant, percent, bytes, duration, deadline };
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

export type Format = ReturnType<typeof createFormat>;

/** Formats of the reader's language. */
export function useFormat(): Format {
  const { language } = useSettings();
  return useMemo(() => createFormat(language), [language]);
}
