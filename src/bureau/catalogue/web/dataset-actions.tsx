import { CloudUploadOutlined, DownloadOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Dropdown } from 'antd';
import { useNavigate } from 'react-router';
import { apiAddress, call } from '../../../web/client/call.ts';
import { useText, useWords } from '../../../web/words.ts';
import type { DatasetDetail } from '../schema.ts';
import { catalogueMessages } from './messages.ts';
import { opennessNames, sharingNames } from './names.ts';

/** Formats in which a dataset can be taken away. */
export const downloadFormats = ['csv', 'parquet', 'ndjson'] as const;

/** The address of a download of the governed view. */
export function downloadAddress(id: string, format: string, query: { version?: string; filter?: string } = {}): string {
  return apiAddress(`/datasets/${encodeURIComponent(id)}/download`, { format, ...query });
}

/** What this reader may do with the dataset, the main act first. */
export function DatasetActions({ dataset }: { dataset: DatasetDetail }) {
  const words = useWords(catalogueMessages);
  const text = useText();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { modal, message } = App.useApp();
  const title = text(dataset.title);
  const publishing = (publish: boolean) =>
    modal.confirm({
      title: words(publish ? 'publishTitle' : 'retireTitle', { title }),
      content: publish
        ? words('publishBody', {
            openness: text(opennessNames[dataset.openness]),
            sharing: text(sharingNames[dataset.sharing]),
          })
        : words('retireBody'),
      okText: words(publish ? 'publish' : 'retire'),
      ...(publish ? {} : { okButtonProps: { danger: true } }),
      onOk: async () => {
        try {
          await call(publish ? 'POST' : 'DELETE', `/datasets/${encodeURIComponent(dataset.id)}/publication`);
          message.success(words(publish ? 'published' : 'retired'));
          await client.invalidateQueries();
        } catch (error) {
          message.error((error as Error).message);
        }
      },
    });
  return (
    <>
      {dataset.may.publish && dataset.status !== 'published' ? (
        <Button type="primary" onClick={() => publishing(true)}>
          {words('publish')}
        </Button>
      ) : null}
      {dataset.may.collect ? (
        <Button
          icon={<CloudUploadOutlined />}
          onClick={() => navigate(`/console/collect?dataset=${encodeURIComponent(dataset.id)}`)}
        >
          {words('collect')}
        </Button>
      ) : null}
      {dataset.may.collect && dataset.standard ? (
        <Button onClick={() => navigate(`/console/datasets/${encodeURIComponent(dataset.id)}/recipe`)}>
          {words('lineageRecipe')}
        </Button>
      ) : null}
      {dataset.may.edit ? (
        <Button onClick={() => navigate(`/console/datasets/${encodeURIComponent(dataset.id)}/edit`)}>
          {words('edit')}
        </Button>
      ) : null}
      {dataset.may.publish && dataset.status === 'published' ? (
        <Button danger onClick={() => publishing(false)}>
          {words('retire')}
        </Button>
      ) : null}
      {dataset.may.read && dataset.version !== null ? (
        <Dropdown
          trigger={['click']}
          menu={{
            items: downloadFormats.map((format) => ({
              key: format,
              label: (
                <a href={downloadAddress(dataset.id, format)} download>
                  {format.toUpperCase()} <span className="muted small">{words(`${format}Hint`)}</span>
                </a>
              ),
            })),
          }}
        >
          <Button
            type={dataset.may.publish && dataset.status !== 'published' ? 'default' : 'primary'}
            icon={<DownloadOutlined />}
          >
            {words('download')}
          </Button>
        </Dropdown>
      ) : null}
    </>
  );
}
