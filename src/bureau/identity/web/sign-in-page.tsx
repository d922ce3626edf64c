import { Alert, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { usePublicSettings } from '../../../web/client/public-settings.ts';
import { useSession } from '../../../web/client/session.ts';
import { PageHead } from '../../../web/components/page-head.tsx';
import { Problem } from '../../../web/components/states.tsx';
import { useWords } from '../../../web/words.ts';
import { identityMessages } from './messages.ts';

/** Where to go after sign-in: a path of our own only, never another site. */
export function safeReturn(to: string | null): string {
  return to?.startsWith('/') && !to.startsWith('//') && !to.includes('\\') ? to : '/console';
}

/** Sign-in with email and password. */
export default function SignInPage() {
  const words = useWords(identityMessages);
  const { person, signIn } = useSession();
  const settings = usePublicSettings();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (values: { email: string; password: string }) => {
    setBusy(true);
    setError(null);
    try {
      const session = await signIn(values.email.trim(), values.password);
      await navigate(session.mustChangePassword ? '/console/password' : safeReturn(search.get('to')), {
        replace: true,
      });
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="wide" style={{ maxWidth: '30rem' }}>
      <PageHead title={words('signIn')}>{words('signInLead')}</PageHead>
      <div className="panel stack">
        {person && !busy ? (
          <Alert
            type="info"
            showIcon
            title={words('alreadyIn', { name: person.name })}
            action={<Link to="/console">{words('goConsole')}</Link>}
          />
        ) : null}
        {error ? <Problem error={error} /> : null}
        <Form layout="vertical" requiredMark={false} onFinish={submit} disabled={busy}>
          <Form.Item
            name="email"
            label={words('email')}
            rules={[{ required: true, whitespace: true, message: words('emailNeeded') }]}
          >
            <Input type="email" autoComplete="username" autoFocus size="large" />
          </Form.Item>
          <Form.Item
            name="password"
            label={words('password')}
            rules={[{ required: true, message: words('passwordNeeded') }]}
          >
            <Input.Password autoComplete="current-password" size="large" />
          </Form.Item>
          <Button type="primary" htmlType="submit" size="large" block loading={busy}>
            {words('signIn')}
          </Button>
        </Form>
        {settings?.demo ? (
          <p className="muted small">{words('demoHint', { command: 'npx lingnan demo accounts' })}</p>
        ) : null}
      </div>
    </div>
  );
}
