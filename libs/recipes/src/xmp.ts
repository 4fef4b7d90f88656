/** The packet in which pictures carry words about themselves, as many programs show it (ISO 16684-1). */
const [BEFORE, AFTER] = [
  '<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">' +
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
    '<rdf:Description rdf:about="" xmlns:reelwright="urn:reelwright:recipe:1"><reelwright:recipe>',
  '</reelwright:recipe></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>',
];

/** `text` has to be free of `<` and `&`, as `portableText` makes it. */
export const xmpOf = (text: string): Buffer => Buffer.from(`${BEFORE}${text}${AFTER}`);

const ENTITIES: Record<string, string> = { quot: '"', apos: "'", lt: '<', gt: '>', amp: '&', '#10': '\n', '#13': '\r' };

/** Other programs may have written the packet anew, as an element or an attribute. */
export function textInXmp(packet: string): string | undefined {
  const found =
    /<reelwright:recipe>([^<]*)<\/reelwright:recipe>/.exec(packet) ?? /\sreelwright:recipe="([^"<]*)"/.exec(packet);
  return found?.[1]!.replaceAll(/&(#?\w{1,6});/g, (whole, name: string) => ENTITIES[name.toLowerCase()] ?? whole);
}
