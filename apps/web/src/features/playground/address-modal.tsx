import { useState } from 'react';
import { Button } from '@/ui/button';
import { Labelled, TextArea } from '@/ui/input';
import { Modal } from '@/ui/modal';
import { addAddresses, addressesIn } from './uploads';

/** Brings what is at addresses, one on each line. */
export function AddressModal({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const [text, setText] = useState('');
  const addresses = addressesIn(text);
  const wrong = text.trim() !== '' && addresses.length === 0;
  const bring = () => {
    if (addresses.length === 0) return;
    addAddresses(addresses);
    setText('');
    onOpenChange(false);
  };
  return (
    <Modal
      open={open}
      onOpenChange={onOpenChange}
      title="From an address"
      size="small"
      footer={
        <Button kind="accent" disabled={addresses.length === 0} onClick={bring}>
          Bring {addresses.length > 1 ? `${addresses.length} files` : 'it'}
        </Button>
      }
    >
      <Labelled
        label="Addresses of pictures, videos or sounds"
        hint="One on each line, by https. An address can also be pasted into the prompt."
        {...(wrong && { error: 'That is no address. It begins with https://' })}
      >
        <TextArea
          rows={3}
          value={text}
          onChange={({ target }) => setText(target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) bring();
          }}
          placeholder="https://example.com/portrait.jpg"
        />
      </Labelled>
    </Modal>
  );
}
