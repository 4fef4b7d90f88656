import { useNavigate } from '@tanstack/react-router';
import { getNonce } from 'get-nonce';
import { useEffect, useState } from 'react';
import { Joyride } from 'react-joyride';
import type { Step, TooltipRenderProps } from 'react-joyride';
import { Button } from '@/ui/button';

const STOPS = [
  {
    target: 'composer',
    title: 'Say it once',
    text: 'Write what you want, and drop pictures anywhere. A line of --- parts several prompts.',
  },
  {
    target: 'mode',
    title: 'Choose how far it goes',
    text: 'Images, videos of them, or the full chain. The button carries the count and the price.',
  },
  {
    target: 'cost',
    title: 'The price comes first',
    text: 'Nothing is spent before its cost was here. What was made before is taken from the cache, for nothing.',
  },
  {
    target: 'tabs',
    title: 'Three places',
    text: 'Make things here, build your own chains in Workflows, and find everything again in the Library.',
  },
  {
    target: 'account',
    title: 'And the rest',
    text: 'Review, history, queue, usage and settings. ⌘K finds anything, ? shows the keys.',
  },
] as const;

const inSight = (target: string): Element | undefined =>
  [...document.querySelectorAll(`[data-tour=${target}]`)].find((element) => element.checkVisibility());

/** A walk over the playground, in a minute. */
export default function Tour({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const [steps, setSteps] = useState<Step[]>();
  useEffect(() => {
    void navigate({ to: '/' }).then(() =>
      // A phone shows some of it only when asked.
      setSteps(
        STOPS.flatMap(({ target, title, text }) => {
          const element = inSight(target);
          return element instanceof HTMLElement ? [{ target: element, title, content: text }] : [];
        }),
      ),
    );
  }, [navigate]);
  if (!steps) return null;
  const nonce = getNonce();
  return (
    <Joyride
      steps={steps}
      run
      continuous
      {...(nonce !== undefined && { nonce })}
      onEvent={({ type }) => {
        if (type === 'tour:end') onClose();
      }}
      tooltipComponent={Stop}
      options={{
        skipBeacon: true,
        closeButtonAction: 'skip',
        overlayClickAction: 'close',
        overlayColor: 'rgb(0 0 0 / 0.5)',
        arrowColor: 'var(--panel)',
        spotlightRadius: 16,
        // All of it is in sight, and the composer of a phone stays where it is.
        skipScroll: true,
        zIndex: 50,
      }}
    />
  );
}

function Stop({ index, size, step, backProps, primaryProps, skipProps, tooltipProps, isLastStep }: TooltipRenderProps) {
  return (
    <div
      {...tooltipProps}
      aria-label={typeof step.title === 'string' ? step.title : 'A tour'}
      className="w-80 max-w-[calc(100vw-2rem)] rounded-composer border border-line-strong bg-panel p-4 text-left shadow-xl shadow-black/25"
    >
      <h2 className="text-base font-[640]">{step.title}</h2>
      <p className="mt-1 text-muted">{step.content}</p>
      <div className="mt-4 flex items-center gap-2">
        <span className="mr-auto text-[13px] text-muted tabular">
          {index + 1} of {size}
        </span>
        {!isLastStep && (
          <Button kind="quiet" size="small" onClick={skipProps.onClick}>
            Skip
          </Button>
        )}
        {index > 0 && (
          <Button size="small" onClick={backProps.onClick}>
            Back
          </Button>
        )}
        <Button kind="accent" size="small" onClick={primaryProps.onClick}>
          {isLastStep ? 'Start' : 'Next'}
        </Button>
      </div>
    </div>
  );
}
