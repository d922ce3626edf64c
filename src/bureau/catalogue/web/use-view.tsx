import { DownloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { Link, useSearchParams } from 'react-router';
import { Copyable } from '../../../web/components/copyable.tsx';
import { useWords } from '../../../web/words.ts';
import type { DatasetDetail } from '../schema.ts';
import { downloadAddress, downloadFormats } from './dataset-actions.tsx';
import { catalogueMessages } from './messages.ts';

/** Ways to take the data away: files of the governed view, and the API from three languages. */
export default function UseView({ dataset }: { dataset: DatasetDetail }) {
  const words = useWords(catalogueMessages);
  const [search] = useSearchParams();
  const version = search.get('version') ?? undefined;
  const filter = search.get('filter') ?? undefined;
  const origin = window.location.origin;
  const open = dataset.openness === 'unconditional' && dataset.status === 'published';
  const records = `${origin}/api/v1/datasets/${dataset.id}/records?limit=100`;
  const auth = open ? '' : ` \\\n  -H "Authorization: Bearer $LINGNAN_TOKEN"`;
  const snippets = [
    { label: 'curl', code: `curl "${records}"${auth}` },
    {
      label: 'Python',
      code: [
        'import json, urllib.request',
        '',
        `request = urllib.request.Request("${records}"${open ? '' : ', headers={"Authorization": f"Bearer {token}"}'})`,
        'with urllib.request.urlopen(request) as response:',
        '    page = json.load(response)',
        'print(page["version"], len(page["records"]), page["next"])',
      ].join('\n'),
    },
    {
      label: 'JavaScript',
      code: [
        `const response = await fetch("${records}"${open ? '' : ", { headers: { Authorization: 'Bearer ' + token } }"});`,
        'const { version, records, next } = await response.json();',
      ].join('\n'),
    },
  ];
  return (
    <div className="split">
      <section className="panel stack">
        <h2>{words('download')}</h2>
        <p className="muted">{words('downloadBody')}</p>
        {downloadFormats.map((format) => (
          <div key={format} className="row between">
            <span>
              <strong>{format.toUpperCase()}</strong> <span className="muted small">{words(`${format}Hint`)}</span>
            </span>
            <Button
              icon={<DownloadOutlined />}
              href={downloadAddress(dataset.id, format, {
                ...(version ? { version } : {}),
                ...(filter ? { filter } : {}),
              })}
              download
            >
              {words('downloadAs', { format: format.toUpperCase() })}
            </Button>
          </div>
        ))}
      </section>
      <section className="panel stack">
        <h2>{words('apiTitle')}</h2>
        <p className="muted">{words('apiBody')}</p>
        {snippets.map((snippet) => (
          <Copyable key={snippet.label} label={snippet.label} code={snippet.code} />
        ))}
        <p className="muted small">{words('versionPinned')}</p>
        <p>
          <Link to="/api/docs">{words('apiMore')}</Link>
        </p>
      </section>
    </div>
  );
}
