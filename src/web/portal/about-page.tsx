import { PageHead } from '../components/page-head.tsx';
import { useWords } from '../words.ts';
import { portalMessages } from './messages.ts';

/** What the platform is and why its data can be trusted. */
export default function AboutPage() {
  const words = useWords(portalMessages);
  const sections = [
    ['aboutWayTitle', 'aboutWay'],
    ['aboutTrustTitle', 'aboutTrust'],
    ['aboutPrivacyTitle', 'aboutPrivacy'],
    ['aboutOpenTitle', 'aboutOpen'],
  ] as const;
  return (
    <div className="wide">
      <PageHead title={words('aboutTitle')}>{words('aboutLead')}</PageHead>
      <div className="stack prose" style={{ maxWidth: '44rem' }}>
        {sections.map(([title, body]) => (
          <section key={title}>
            <h2>{words(title)}</h2>
            <p>{words(body)}</p>
          </section>
        ))}
      </div>
    </div>
  );
}
