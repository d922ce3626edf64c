import { fillText, type Text } from '../../../kernel/index.ts';
import type { FullSchedule } from '../schedule/schema.ts';

const weekdays: Text[] = [
  { zh: '周日', en: 'Sunday' },
  { zh: '周一', en: 'Monday' },
  { zh: '周二', en: 'Tuesday' },
  { zh: '周三', en: 'Wednesday' },
  { zh: '周四', en: 'Thursday' },
  { zh: '周五', en: 'Friday' },
  { zh: '周六', en: 'Saturday' },
];

/** An instant as people of the city say it: `2026-11-24 02:00`. */
export function instantWords(instant: Date): string {
  return new Date(instant.getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
}

/** A length of time in its largest whole unit. */
export function lengthWords(minutes: number): Text {
  const [count, zh, en] =
    minutes >= 2880
      ? [Math.floor(minutes / 1440), '天', 'day']
      : minutes >= 60
        ? [Math.floor(minutes / 60), '小时', 'hour']
        : [Math.max(1, Math.floor(minutes)), '分钟', 'minute'];
  return { zh: `${count} ${zh}`, en: `${count} ${en}${count === 1 ? '' : 's'}` };
}

/** How long a stream may be silent, in a sentence. */
export function silenceRule(minutes: number): Text {
  const length = lengthWords(minutes);
  return { zh: `至少每 ${length.zh}应有消息`, en: `a message at least every ${length.en}` };
}

const plain = /^\d+$/;
const time = (hour: string, minute: string) => `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;

/** When, as far as it can be said in a few words; else the cron line itself. */
function cronWords(cron: string): Text {
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = cron.trim().split(/\s+/);
  const dayIs = { any: day === '*', one: plain.test(day) };
  const every = minute.match(/^\*\/(\d+)$/);
  if (every && hour === '*' && dayIs.any && month === '*' && weekday === '*')
    return { zh: `每 ${every[1]} 分钟`, en: `every ${every[1]} minutes` };
  if (plain.test(minute) && hour === '*' && dayIs.any && month === '*' && weekday === '*')
    return { zh: `每小时第 ${minute} 分`, en: `each hour at minute ${minute}` };
  if (plain.test(minute) && plain.test(hour)) {
    const at = time(hour, minute);
    if (dayIs.any && month === '*' && weekday === '*') return { zh: `每天 ${at}`, en: `each day at ${at}` };
    if (dayIs.any && month === '*' && plain.test(weekday)) {
      const name = weekdays[Number(weekday) % 7]!;
      return { zh: `每${name.zh} ${at}`, en: `each ${name.en} at ${at}` };
    }
    if (dayIs.one && month === '*' && weekday === '*')
      return { zh: `每月 ${day} 日 ${at}`, en: `on day ${day} of each month at ${at}` };
    if (dayIs.one && plain.test(month) && weekday === '*')
      return { zh: `每年 ${month} 月 ${day} 日 ${at}`, en: `each year on ${month}-${day} at ${at}` };
    if (dayIs.one && /^[\d,]+$/.test(month) && weekday === '*')
      return { zh: `每年 ${month} 月的 ${day} 日 ${at}`, en: `on day ${day} of months ${month} at ${at}` };
  }
  return { zh: `按 cron ${cron}`, en: `by cron ${cron}` };
}

/** A schedule in a sentence. */
export function scheduleWords(schedule: FullSchedule | null): Text {
  if (!schedule) return { zh: '不定期，人工运行', en: 'at no fixed time, run by hand' };
  const rest: Record<string, Text> = {
    skip: { zh: '，只在工作日', en: ', on working days only' },
    move: { zh: '，逢休息日顺延到下一工作日', en: ', moved to the next working day' },
  };
  const zone = schedule.timezone === 'Asia/Shanghai' ? '' : ` ${schedule.timezone}`;
  return fillText(
    { zh: '{when}{zone}{rest}；{grace}内算按时', en: '{when}{zone}{rest}; in time within {grace}' },
    {
      when: cronWords(schedule.cron),
      zone,
      rest: schedule.restDays === null ? '' : rest[schedule.restDays],
      grace: lengthWords(schedule.graceMinutes),
    },
  );
}
