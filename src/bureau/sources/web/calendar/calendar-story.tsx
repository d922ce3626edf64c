import { Drawer, Timeline } from 'antd';
import { Link } from 'react-router';
import { useApi } from '../../../../web/client/use-api.ts';
import { Async } from '../../../../web/components/states.tsx';
import { StatusTag, type Tone } from '../../../../web/components/status-tag.tsx';
import { useFormat } from '../../../../web/format.ts';
import { useText, useWords } from '../../../../web/words.ts';
import type { Story } from '../../duty/schema.ts';
import { calendarMessages } from './messages.ts';
import { Rhythm } from './rhythm.tsx';
import { stateLooks } from './states.ts';

const tones: Record<Story['steps'][number]['colour'], { tone: Tone; dot: string }> = {
  green: { tone: 'good', dot: 'green' },
  amber: { tone: 'attention', dot: 'orange' },
  red: { tone: 'bad', dot: 'red' },
  plain: { tone: 'plain', dot: 'gray' },
};

/** What happened for one due instant, from its source to its version and the people who were told. */
export function CalendarStory({
  opened,
  onClose,
}: {
  opened: { collection: string; due: string } | null;
  onClose(): void;
}) {
  const words = useWords(calendarMessages);
  const story = useApi<Story>(
    opened ? `/sources/calendar/${encodeURIComponent(opened.collection)}/${encodeURIComponent(opened.due)}` : null,
  );
  return (
    <Drawer open={opened !== null} onClose={onClose} size="large" title={words('story')} destroyOnHidden>
      {opened ? <Async query={story}>{(found) => <Steps story={found} />}</Async> : null}
    </Drawer>
  );
}

function Steps({ story }: { story: Story }) {
  const words = useWords(calendarMessages);
  const text = useText();
  const format = useFormat();
  const look = stateLooks[story.period.state];
  return (
    <div className="stack">
      <h2 style={{ margin: 0 }}>{text(story.collection.title)}</h2>
      <p className="muted" style={{ margin: 0 }}>
        <Rhythm row={story.collection} />
      </p>
      <StatusTag tone={look.tone}>{words(look.word)}</StatusTag>
      <Timeline
        items={story.steps.map((step, index) => ({
          key: index,
          color: tones[step.colour].dot,
          content: (
            <>
              <div>
                {step.href ? <Link to={step.href}>{text(step.title)}</Link> : <strong>{text(step.title)}</strong>}
              </div>
              <div>{text(step.told)}</div>
              {step.at ? <div className="muted">{format.instant(step.at)}</div> : null}
            </>
          ),
        }))}
      />
    </div>
  );
}
