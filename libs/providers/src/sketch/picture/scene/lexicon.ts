import type { LightName } from './palettes.js';
import type { CameraFacts, Expression, Hat, Look, Outfit, Place, Pose, Style, SubjectKind, Weather } from './scene.js';

/** What a word says about the picture. */
export type Meaning =
  | { facet: 'light'; value: LightName }
  | { facet: 'place'; value: Place }
  | { facet: 'weather'; value: Weather }
  | { facet: 'style'; value: Style }
  | { facet: 'subject'; value: SubjectKind }
  | { facet: 'colour'; value: string }
  | { facet: 'pose'; value: Pose }
  | { facet: 'expression'; value: Expression }
  | { facet: 'outfit'; value: Outfit }
  | { facet: 'hat'; value: Hat }
  | { facet: 'age'; value: Look['age'] }
  | { facet: 'hair'; value: Look['hairLength'] }
  | { facet: 'trait'; value: 'beard' | 'glasses' | 'woman' | 'man' | 'dark skin' | 'pale skin' }
  | { facet: 'shot'; value: CameraFacts['shot'] }
  | { facet: 'angle'; value: CameraFacts['angle'] }
  | { facet: 'count'; value: number }
  | { facet: 'side'; value: 'left' | 'right' | 'centre' }
  | { facet: 'size'; value: number }
  | { facet: 'depth'; value: 'foreground' | 'background' };

type Rows<T extends Meaning> = readonly (readonly [T['value'], string])[];
type Of<F extends Meaning['facet']> = Extract<Meaning, { facet: F }>;

const LIGHT_WORDS: Rows<Of<'light'>> = [
  ['dawn', 'dawn sunrise morning daybreak'],
  ['noon', 'noon midday daylight daytime day sunny sunlit sunshine bright blue_sky summer'],
  ['golden', 'golden_hour sunset evening golden autumn warm_light'],
  ['dusk', 'dusk twilight blue_hour gloaming low_key'],
  ['night', 'night midnight moonlit moonlight nocturnal moon starry stars nighttime dark darkness'],
  ['neon', 'neon cyberpunk synthwave vaporwave retrowave outrun futuristic'],
  ['overcast', 'overcast grey_sky gloomy dreary melancholy melancholic cloudy diffused'],
  ['storm', 'storm stormy thunder thunderstorm tempest lightning hurricane'],
  ['firelight', 'firelight candlelight candlelit firelit candles lava volcanic embers'],
  ['studio', 'studio_light softbox'],
];

const PLACE_WORDS: Rows<Of<'place'>> = [
  ['mountains', 'mountain mountains peak peaks alps alpine summit cliffs valley canyon himalaya highlands fjord'],
  ['forest', 'forest forests woods woodland jungle rainforest grove taiga glade'],
  ['sea', 'sea ocean seaside beach coast shore waves harbour harbor lake river bay island seascape waterfront'],
  ['desert', 'desert dunes dune sahara sand sandy oasis badlands wasteland mars'],
  ['city', 'city skyline downtown metropolis skyscraper skyscrapers megacity tokyo york london cityscape urban'],
  ['street', 'street alley road avenue sidewalk highway boulevard crosswalk'],
  ['village', 'village town hamlet square marketplace market cottages rooftops'],
  ['interior', 'interior room bedroom kitchen cafe library office indoors indoor inside living_room tavern attic'],
  ['studio', 'studio plinth pedestal backdrop podium packshot product_shot'],
  ['space', 'space cosmos galaxy nebula orbit interstellar outer_space planet planets universe'],
  ['underwater', 'underwater undersea reef coral deep_sea seabed submarine'],
  [
    'field',
    'field fields meadow prairie pasture farm countryside grassland hill hills wheat garden park steppe savanna',
  ],
  ['snow', 'snow snowy arctic tundra glacier winter wintry antarctica frozen icy'],
  ['sky', 'sky clouds heavens above_the_clouds'],
];

const WEATHER_WORDS: Rows<Of<'weather'>> = [
  ['rain', 'rain rainy raining drizzle downpour wet'],
  ['snow', 'snowfall snowing blizzard snowstorm snowflakes'],
  ['storm', 'storm stormy thunderstorm tempest hurricane lightning thunder'],
  ['fog', 'fog foggy mist misty haze hazy'],
  ['cloudy', 'clouds cloudy overcast'],
  ['clear', 'clear cloudless'],
];

const STYLE_WORDS: Rows<Of<'style'>> = [
  ['anime', 'anime manga ghibli'],
  ['comic', 'comic comics graphic_novel superhero'],
  ['3d_render', '3d render octane blender cgi claymation'],
  ['cartoon', 'cartoon cartoonish pixar childrens storybook cute'],
  ['watercolour', 'watercolour watercolor aquarelle gouache painting painted'],
  ['noir', 'noir monochrome black_and_white detective'],
  ['realistic', 'realistic photorealistic photo photograph cinematic photography film documentary'],
];

const SUBJECT_WORDS: Rows<Of<'subject'>> = [
  ['person', 'person man woman boy girl people men women child children kid kids traveler traveller hiker walker'],
  ['person', 'dancer dancers dancing couple lovers fisherman farmer monk samurai knight warrior wizard soldier hero'],
  [
    'person',
    'astronaut detective king queen princess prince runner musician chef worker crowd pedestrian figure stranger',
  ],
  ['person', 'lady guy gentleman grandmother grandfather sailor explorer shepherd witch nurse doctor singer artist'],
  ['portrait', 'portrait face headshot selfie bust'],
  ['fox', 'fox foxes vixen'],
  ['wolf', 'wolf wolves coyote husky'],
  ['dog', 'dog dogs puppy puppies hound retriever'],
  ['cat', 'cat cats kitten kittens kitty'],
  ['horse', 'horse horses stallion mare pony mustang foal'],
  ['deer', 'deer stag elk reindeer doe antelope'],
  ['camel', 'camel camels dromedary'],
  ['cow', 'cow cows bull cattle ox buffalo'],
  ['sheep', 'sheep lamb lambs'],
  ['lion', 'lion lions lioness'],
  ['bear', 'bear bears grizzly'],
  ['eagle', 'eagle eagles hawk falcon condor osprey phoenix'],
  ['birds', 'bird birds flock seagull seagulls gulls crow crows ravens geese swallows pigeons'],
  ['whale', 'whale whales orca humpback'],
  ['fish', 'fish fishes koi goldfish school_of_fish'],
  ['ship', 'ship ships galleon sailboat yacht schooner frigate'],
  ['boat', 'boat boats rowboat canoe kayak gondola'],
  ['car', 'car cars automobile taxi sedan convertible roadster vehicle'],
  ['train', 'train trains locomotive railway tram'],
  ['rocket', 'rocket rockets spaceship spacecraft shuttle starship'],
  ['plane', 'plane airplane aeroplane aircraft jet'],
  ['balloon', 'balloon balloons hot_air_balloon'],
  ['lighthouse', 'lighthouse beacon'],
  ['house', 'house houses cottage cabin hut home barn'],
  ['castle', 'castle castles fortress palace citadel'],
  ['windmill', 'windmill windmills'],
  ['tree', 'tree trees oak sakura cherry_blossom maple willow baobab'],
  ['flower', 'flower flowers rose roses tulip tulips sunflower sunflowers lotus daisy poppy poppies'],
  ['bottle', 'bottle perfume cologne flacon potion whisky wine'],
  ['cup', 'cup mug coffee tea espresso latte'],
  ['box', 'box package parcel gift'],
  ['robot', 'robot robots android mech cyborg'],
  ['campfire', 'campfire bonfire'],
];

const COLOUR_WORDS: Rows<Of<'colour'>> = [
  ['#d3282f', 'red crimson scarlet ruby blood_red'],
  ['#e9772a', 'orange amber'],
  ['#eec13a', 'yellow'],
  ['#3f9a4a', 'green emerald jade'],
  ['#2b62c9', 'blue azure sapphire cobalt'],
  ['#20b2b5', 'teal turquoise cyan'],
  ['#7a43b8', 'purple violet lavender'],
  ['#ee7fae', 'pink magenta rose_coloured'],
  ['#7a5236', 'brown bronze chestnut'],
  ['#23232a', 'black'],
  ['#f2efe8', 'white ivory'],
  ['#8d9199', 'grey gray silver'],
  ['#e2c36b', 'blonde blond'],
];

const OTHER_WORDS: { [F in Meaning['facet']]?: Rows<Of<F>> } = {
  pose: [
    ['walk', 'walking walks strolling hiking wandering'],
    ['run', 'running runs sprinting chasing galloping'],
    ['dance', 'dancing dances dancer dancers dance waltz'],
    ['sit', 'sitting sits seated resting'],
    ['stand', 'standing stands waiting'],
  ],
  expression: [
    ['smile', 'smiling smile smiles happy joyful laughing cheerful grinning'],
    ['sad', 'sad crying tearful sorrowful lonely'],
    ['angry', 'angry furious scowling fierce'],
    ['surprised', 'surprised shocked astonished amazed'],
    ['calm', 'calm serene neutral serious'],
  ],
  outfit: [
    ['coat', 'coat jacket trenchcoat raincoat parka fisherman detective'],
    ['dress', 'dress gown skirt princess queen'],
    ['suit', 'suit tuxedo businessman tie'],
    ['shirt', 'shirt tshirt blouse'],
    ['sweater', 'sweater jumper hoodie pullover knitted'],
    ['robe', 'robe cloak kimono monk wizard samurai witch'],
    ['armour', 'armour armor knight'],
    ['spacesuit', 'spacesuit astronaut'],
  ],
  hat: [
    ['cap', 'cap beanie sailor fisherman'],
    ['brim', 'hat fedora detective'],
    ['hood', 'hood hooded hoodie monk'],
    ['crown', 'crown king queen'],
    ['helmet', 'helmet astronaut knight'],
  ],
  age: [
    ['child', 'child children kid kids boy toddler little_girl'],
    ['young', 'young girl teenage teenager youthful'],
    ['adult', 'adult middle_aged'],
    ['old', 'old elderly aged ancient grandmother grandfather weathered wrinkled senior'],
  ],
  hair: [
    ['bald', 'bald shaved'],
    ['short', 'short_hair short_haired'],
    ['medium', 'bob curly'],
    ['long', 'long_hair long_haired braids ponytail flowing_hair'],
  ],
  trait: [
    ['woman', 'woman women girl girls lady female she queen princess grandmother witch mother'],
    ['man', 'man men boy boys male he king prince grandfather gentleman guy fisherman father'],
    ['beard', 'beard bearded fisherman wizard'],
    ['glasses', 'glasses spectacles'],
    ['dark skin', 'african black_woman black_man dark_skinned'],
    ['pale skin', 'pale freckled'],
  ],
  shot: [
    ['wide', 'wide panorama panoramic vast epic establishing landscape'],
    ['medium', 'medium_shot'],
    ['close', 'close_up closeup macro close'],
  ],
  angle: [
    ['low', 'low_angle from_below towering'],
    ['high', 'high_angle aerial from_above birds_eye overhead drone'],
    ['eye', 'eye_level'],
  ],
  count: [
    [1, 'single solitary lone'],
    [2, 'two couple pair lovers both twin'],
    [3, 'three trio'],
    [4, 'four several'],
    [5, 'five group many crowd herd flock pack'],
    [6, 'six seven'],
  ],
  side: [
    ['left', 'left'],
    ['right', 'right'],
    ['centre', 'centre center centred centered middle'],
  ],
  size: [
    [1.4, 'huge giant massive enormous gigantic colossal big large'],
    [0.6, 'tiny small little miniature distant'],
  ],
  depth: [
    ['foreground', 'foreground'],
    ['background', 'background distance faraway'],
  ],
};

/** Every word (or two or three words joined by `_`) with what it says. */
export const LEXICON: ReadonlyMap<string, readonly Meaning[]> = buildLexicon();

function buildLexicon(): Map<string, Meaning[]> {
  const map = new Map<string, Meaning[]>();
  const tables: Record<string, Rows<Meaning>> = {
    light: LIGHT_WORDS,
    place: PLACE_WORDS,
    weather: WEATHER_WORDS,
    style: STYLE_WORDS,
    subject: SUBJECT_WORDS,
    colour: COLOUR_WORDS,
    ...OTHER_WORDS,
  };
  for (const [facet, rows] of Object.entries(tables)) {
    for (const [value, words] of rows) {
      for (const word of words.split(' ')) {
        const meanings = map.get(word) ?? [];
        meanings.push({ facet, value } as Meaning);
        map.set(word, meanings);
      }
    }
  }
  return map;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/** Words that end a noun phrase: what stands before them is the thing. */
export const BOUNDARIES = words(
  `in on at of with and or by over under through across near beside behind before from into to for above below
  during while that who which is are was were against between around towards toward along onto beneath as like
  soaring flying walking running standing sitting jumping swimming floating looking holding playing dancing riding
  made using wearing under without its his her their`,
);

/** Words that never name a thing to draw. */
export const ADJECTIVES = words(
  `a an the this that these those some one same very really quite beautiful majestic lovely gorgeous stunning
  dramatic mysterious magical mystical fantastic fantasy surreal dreamy dreamlike ethereal peaceful quiet silent cozy
  cosy warm cold cool hot soft hard sharp detailed highly ultra hyper hd 4k 8k high low quality best masterpiece
  professional award winning trending artstation style concept art illustration image picture scene view shot light
  lighting lit glowing shiny sparkling colourful colorful vivid vibrant pastel muted rich deep shallow tall short long
  wide narrow old new modern ancient medieval rustic wooden golden metallic elegant minimal minimalist abstract simple
  complex intricate dark bright wild free happy sad lonely lone great grand royal noble proud fierce gentle playful
  slow fast quick sudden early late first last next abandoned empty full open closed broken lost hidden secret
  distant far near close misty foggy rainy snowy sunny windy i you we they it my your our hello please make create
  draw show generate render want give me background foreground left right top bottom side front back angle camera
  lens focus depth bokeh motion time hour moment day world life love dream story home something anything nothing
  unknown dressed young elderly small large big huge tiny mid air water wind fire earth wave texture mood atmosphere
  hair hairs eyes eye beard clothes outfit expression turn change keep add remove`,
);
