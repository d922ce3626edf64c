/** Whether a topic falls under a filter of MQTT: `+` is one level, `#` at the end all that follow. */
export function matchesTopic(filter: string, topic: string): boolean {
  const wanted = filter.split('/');
  const levels = topic.split('/');
  for (const [index, level] of wanted.entries()) {
    if (level === '#') return true;
    if (index >= levels.length || (level !== '+' && level !== levels[index])) return false;
  }
  return wanted.length === levels.length;
}

/** Whether a text is a topic filter of MQTT 3.1.1 that is not of the broker itself. */
export function isTopicFilter(filter: string): boolean {
  const levels = filter.split('/');
  return (
    !filter.startsWith('$') &&
    !filter.includes('\0') &&
    levels.length <= 100 &&
    levels.every((level, index) => (level === '#' ? index === levels.length - 1 : level === '+' || !/[+#]/.test(level)))
  );
}
