import { useNavigate } from 'react-router';
import { PageHead } from '../../../web/components/page-head.tsx';
import { useWords } from '../../../web/words.ts';
import { DeclarationEditor } from './declaration-editor.tsx';
import { sourcesMessages } from './messages.ts';

const example = `id: demo.orders-feed
title: { zh: 订单文件, en: Orders }
dataset: demo.orders
connector:
  type: http-file
  url: https://data.example.cn/orders.csv
schedule: { cron: "30 3 * * *", timezone: Asia/Shanghai }
`;

/** A new source, from an example that names every part. */
export default function NewSourcePage() {
  const words = useWords(sourcesMessages);
  const navigate = useNavigate();
  return (
    <>
      <PageHead title={words('newSource')}>{words('newLead')}</PageHead>
      <DeclarationEditor yaml={example} onSaved={({ id }) => navigate(`/console/sources/${id}`)} />
    </>
  );
}
