import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { PageHead } from '../../../web/components/page-head.tsx';
import { useWords } from '../../../web/words.ts';
import { streamsMessages } from './messages.ts';
import { SecretOnce } from './secret-once.tsx';
import { emptyStream } from './stream-draft.ts';
import { StreamEditor } from './stream-editor.tsx';

/** A new stream; its password is shown before its page. */
export default function NewStreamPage() {
  const words = useWords(streamsMessages);
  const navigate = useNavigate();
  const client = useQueryClient();
  const [made, setMade] = useState<{ id: string; secret: string } | null>(null);
  return (
    <>
      <PageHead title={words('newStream')}>{words('newLead')}</PageHead>
      <StreamEditor
        declared={emptyStream}
        known={false}
        passwordKept={false}
        onSaved={({ stream, secret }) => {
          void client.invalidateQueries();
          if (secret) setMade({ id: stream.id, secret });
          else navigate(`/console/streams/${encodeURIComponent(stream.id)}`);
        }}
      />
      <SecretOnce made={made} onClose={() => navigate(`/console/streams/${encodeURIComponent(made!.id)}`)} />
    </>
  );
}
