import { UserOutlined } from '@ant-design/icons';
import { App, Button, Dropdown } from 'antd';
import { useLocation, useNavigate } from 'react-router';
import { identityMessages } from '../../bureau/identity/web/messages.ts';
import { roleNames } from '../../bureau/identity/web/role-names.ts';
import { useSession } from '../client/session.ts';
import { shellMessages } from '../messages.ts';
import { useNarrow } from '../settings.tsx';
import { useText, useWords } from '../words.ts';

/** Who is signed in, with the ways to the own tokens and out; the way in for a citizen. */
export function PersonMenu() {
  const words = useWords(shellMessages);
  const identity = useWords(identityMessages);
  const text = useText();
  const { person, loading, signOut } = useSession();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const location = useLocation();
  const narrow = useNarrow();
  if (loading) return null;
  if (!person) {
    const from = `${location.pathname}${location.search}`;
    return (
      <Button
        type="primary"
        onClick={() =>
          navigate(`/sign-in${from === '/' || from.startsWith('/sign-in') ? '' : `?to=${encodeURIComponent(from)}`}`)
        }
      >
        {words('signIn')}
      </Button>
    );
  }
  const about = [
    person.organisation ? text(person.organisation.name) : '',
    ...person.roles.map((role) => text(roleNames[role as string])),
  ].filter(Boolean);
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          {
            key: 'who',
            type: 'group',
            label: (
              <span>
                {person.name}
                <br />
                <span className="muted small">{about.join(' · ')}</span>
              </span>
            ),
          },
          { key: 'tokens', label: identity('tokens') },
          { key: 'password', label: identity('changePassword') },
          { type: 'divider' },
          { key: 'out', label: words('signOut') },
        ],
        onClick: ({ key }) => {
          if (key === 'tokens' || key === 'password') void navigate(`/console/${key}`);
          if (key === 'out') {
            signOut()
              .then(() => navigate('/'))
              .catch((error: Error) => message.error(error.message));
          }
        },
      }}
    >
      <Button type="text" icon={<UserOutlined />} aria-label={person.name}>
        {narrow ? null : person.name}
      </Button>
    </Dropdown>
  );
}
