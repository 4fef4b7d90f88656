import { FakeAnthropic } from '../anthropic/fake.js';
import { FakeComfy } from '../comfyui/server.js';
import { FakeFal } from '../fal/fake.js';
import { FakeOpenAi } from '../openai/fake.js';
import { FakeReplicate } from '../replicate/fake.js';

/** Let in by every fake, and worth nothing. */
const KEY = 'fake-key';
const PORT = 4190;

const fal = await new FakeFal({ key: KEY, looks: 3 }).start(PORT);
const replicate = await new FakeReplicate({ token: KEY, looks: 3 }).start(PORT + 1);
const openai = await new FakeOpenAi({ key: KEY, limitField: 'max_tokens' }).start(PORT + 2);
const comfy = await new FakeComfy().start(PORT + 3);
const anthropic = await new FakeAnthropic({ key: KEY }).start(PORT + 4);
const fakes = { fal, replicate, openai, anthropic };

console.log(`Stand-ins for providers. They cost nothing and make test pictures and films. They refuse every prompt with
the word "forbidden". Set these where you start Reelwright:

export FAL_KEY=${KEY} FAL_QUEUE_URL=${fal.url} FAL_REST_URL=${fal.url}
export REPLICATE_API_TOKEN=${KEY} REPLICATE_BASE_URL=${replicate.url}/v1
export OPENAI_API_KEY=${KEY} OPENAI_BASE_URL=${openai.url}/v1
export ANTHROPIC_API_KEY=${KEY} ANTHROPIC_BASE_URL=${anthropic.url}
export COMFYUI_URLS=${comfy.url}

Then a step may say "provider: fal", "replicate", "openai", "anthropic" or "comfyui". Ctrl-C ends this and shows what it would have cost.`);

const end = () => {
  for (const [name, { bill }] of Object.entries(fakes)) {
    const total = bill.reduce((sum, { microDollars }) => sum + microDollars, 0);
    for (const { model, id, microDollars } of bill)
      console.log(`${name}  $${(microDollars / 1e6).toFixed(4)}  ${model}  ${id}`);
    console.log(`${name}: ${bill.length} paid, $${(total / 1e6).toFixed(2)}`);
  }
  console.log(`comfyui: ${comfy.bill.size} prompts, free`);
  process.exit(0);
};
process.once('SIGINT', end).once('SIGTERM', end);
