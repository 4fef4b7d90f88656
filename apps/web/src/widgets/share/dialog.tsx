import { useState } from 'react';
import { stringify } from 'yaml';
import { Code } from '@/ui/code';
import { Modal } from '@/ui/modal';
import { Tabs } from '@/ui/tabs';
import { asCommand, asCurl, asJson, asTypeScript, plain } from './snippets';
import type { ShareRequest } from './snippets';

type Kind = 'curl' | 'command' | 'typescript' | 'json' | 'yaml';

interface ShareDialogProps {
  request: ShareRequest;
  onClose: () => void;
}

/** The same request in each way that it can be made. */
export default function ShareDialog({ request, onClose }: ShareDialogProps) {
  const [kind, setKind] = useState<Kind>('curl');
  const { origin } = window.location;
  const isLocal = /^(localhost|127\.|\[::1\])/.test(window.location.host);
  const texts: [Kind, string, string][] = [
    ['curl', 'curl', asCurl(request, origin, !isLocal)],
    ['command', 'Command line', asCommand(request, origin)],
    ['typescript', 'TypeScript', asTypeScript(request, origin, !isLocal)],
    ['json', 'JSON', asJson(request)],
    ['yaml', 'YAML', stringify(plain(request))],
  ];
  return (
    <Modal
      open
      onOpenChange={(open) => !open && onClose()}
      title="Use it elsewhere"
      description={
        isLocal
          ? 'It does the same as the button here.'
          : 'It does the same as the button here, with your API key in REELWRIGHT_API_KEY.'
      }
      size="large"
    >
      <Tabs<Kind>
        label="Ways to make this request"
        value={kind}
        onChange={setKind}
        tabs={texts.map(([value, label, text]) => ({ value, label, content: <Code text={text} label={label} /> }))}
      />
    </Modal>
  );
}
