import { Form, Input } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useApi } from '../../../web/client/use-api.ts';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Async } from '../../../web/components/states.tsx';
import { useWords } from '../../../web/words.ts';
import type { RuleBody, RuleList } from '../rules-schema.ts';
import { lawMessages } from './messages.ts';
import { Pair, RuleForm } from './rule-form.tsx';

const empty = { zh: '', en: '' };
const blank = (region: string, day: string): RuleBody => ({
  matter: '',
  jurisdiction: region,
  title: empty,
  summary: empty,
  instrument: { title: empty, number: empty, since: day, until: null },
  article: '',
  starts: null,
  length: { count: 10, unit: 'working-days' },
  direction: 'after',
  restDay: 'moves',
  extension: null,
  pauses: null,
  expiry: null,
  from: day,
  until: null,
  verified: false,
  note: empty,
});

/** A rule of this region's own. */
export default function NewRulePage() {
  const words = useWords(lawMessages);
  const navigate = useNavigate();
  const [id, setId] = useState('');
  const rules = useApi<RuleList>('/law/rules');
  return (
    <>
      <PageHead title={words('newRule')}>{words('newLead')}</PageHead>
      <Async query={rules}>
        {({ region, day }) => (
          <section className="panel" aria-label={words('newRule')}>
            <RuleForm
              id={id}
              initial={blank(region, day)}
              saved={0}
              onSaved={() => void navigate(`/console/law/${id}`)}
            >
              {(body, change) => (
                <>
                  <Form.Item label={words('number')} htmlFor="law-id">
                    <Input
                      id="law-id"
                      placeholder="sz.sharing.delivery"
                      value={id}
                      onChange={({ target }) => setId(target.value.trim())}
                    />
                  </Form.Item>
                  <Form.Item label={words('matter')} htmlFor="law-matter">
                    <Input
                      id="law-matter"
                      placeholder="sharing.delivery"
                      value={body.matter}
                      onChange={({ target }) => change({ matter: target.value.trim() })}
                    />
                  </Form.Item>
                  <Pair
                    label={words('instrument')}
                    value={body.instrument.title}
                    onChange={(title) => change({ instrument: { ...body.instrument, title } })}
                  />
                  <Pair
                    label={words('instrumentNumber')}
                    value={body.instrument.number}
                    onChange={(number) => change({ instrument: { ...body.instrument, number } })}
                  />
                  <Form.Item label={words('instrumentSince')} htmlFor="law-since">
                    <Input
                      id="law-since"
                      type="date"
                      value={body.instrument.since}
                      onChange={({ target }) => change({ instrument: { ...body.instrument, since: target.value } })}
                    />
                  </Form.Item>
                </>
              )}
            </RuleForm>
          </section>
        )}
      </Async>
    </>
  );
}
