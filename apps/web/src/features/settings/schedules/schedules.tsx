import { Section } from '../parts';

export const Schedules = () => (
  <Section title="Schedules" text="On its way.">
    {null}
  </Section>
);
