import { Section } from '../parts';

export const Webhooks = () => (
  <Section title="Webhooks" text="On its way.">
    {null}
  </Section>
);
