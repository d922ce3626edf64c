import { useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { call } from '../../../web/client/call.ts';
import { useSession } from '../../../web/client/session.ts';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Problem } from '../../../web/components/states.tsx';
import { useWords } from '../../../web/words.ts';
import { identityMessages } from './messages.ts';

/** Changes the own password; the first thing to do after an administrator has set it. */
export default function PasswordPage() {
  const words = useWords(identityMessages);
  const { mustChangePassword } = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (values: { current: string; password: string }) => {
    setBusy(true);
    setError(null);
    try {
      await call('POST', '/session/password', { body: { current: values.current, password: values.password } });
      message.success(words('passwordChanged'));
      await client.invalidateQueries();
      await navigate('/console');
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  const needed = { required: true, message: words('passwordNeeded') };
  return (
    <div style={{ maxWidth: '28rem' }}>
      <PageHead title={words('changePassword')}>{words('changePasswordLead')}</PageHead>
      <div className="stack">
        {mustChangePassword ? <Alert type="warning" showIcon title={words('mustChange')} /> : null}
        {error ? <Problem error={error} /> : null}
        <Form className="panel" layout="vertical" requiredMark={false} onFinish={submit}>
          <Form.Item name="current" label={words('currentPassword')} rules={[needed]}>
            <Input.Password autoComplete="current-password" />
          </Form.Item>
          <Form.Item name="password" label={words('newPassword')} rules={[needed]}>
            <Input.Password autoComplete="new-password" />
          </Form.Item>
          <Form.Item
            name="repeat"
            label={words('repeatPassword')}
            dependencies={['password']}
            rules={[
              needed,
              ({ getFieldValue }) => ({
                validator: (_, value) =>
                  !value || value === getFieldValue('password')
                    ? Promise.resolve()
                    : Promise.reject(new Error(words('passwordsDiffer'))),
              }),
            ]}
          >
            <Input.Password autoComplete="new-password" />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={busy}>
            {words('changePassword')}
          </Button>
        </Form>
      </div>
    </div>
  );
}
