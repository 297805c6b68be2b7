// The emoji that people look for by name. The protocol takes any other one as well.

export interface Emoji {
  char: string;
  /** What it is called, the first name first; words that lead to it follow. */
  names: string[];
}

export interface EmojiGroup {
  /** Under which its name is found. */
  kind: 'faces' | 'people' | 'signs' | 'nature' | 'things';
  emoji: Emoji[];
}

const group = (kind: EmojiGroup['kind'], list: string): EmojiGroup => ({
  kind,
  emoji: list
    .trim()
    .split('\n')
    .map((line) => {
      const [char = '', ...names] = line.trim().split(' ');
      return { char, names };
    }),
});

export const emojiGroups: readonly EmojiGroup[] = [
  group(
    'faces',
    `😀 grinning smile happy
    😃 smiley happy
    😄 smile happy laugh
    😁 grin
    😆 laughing haha
    😅 sweat_smile phew
    😂 joy tears laugh lol
    🤣 rofl laugh lol
    🙂 slight_smile
    🙃 upside_down irony
    😉 wink
    😊 blush
    😇 innocent angel
    🥰 hearts love
    😍 heart_eyes love
    😘 kiss
    😋 yum tasty
    😛 tongue
    😜 crazy tongue wink
    🤪 zany
    🤔 thinking hmm
    🤨 raised_eyebrow sceptical
    😐 neutral
    😶 speechless
    🙄 eye_roll
    😏 smirk
    😬 grimace
    😌 relieved
    😔 pensive sad
    😴 sleeping zzz
    🤒 sick thermometer
    🤯 mind_blown exploding
    🥳 party celebrate
    😎 cool sunglasses
    🤓 nerd
    😕 confused
    😟 worried
    😮 open_mouth wow
    😲 astonished
    😳 flushed
    🥺 pleading
    😢 cry sad
    😭 sob
    😱 scream
    😤 triumph huff
    😠 angry
    😡 rage
    🤬 swearing
    💀 skull dead
    🤡 clown
    👻 ghost
    🤖 robot
    🫠 melting
    🫡 salute
    🤗 hug
    🤭 giggle oops
    🤫 shush quiet
    😷 mask`,
  ),
  group(
    'people',
    `👍 thumbsup +1 yes ok
    👎 thumbsdown -1 no
    👌 ok_hand
    ✌️ victory peace
    🤞 fingers_crossed luck
    🤟 love_you
    🤘 rock
    👈 point_left
    👉 point_right
    👆 point_up
    👇 point_down
    ☝️ index_up
    ✋ raised_hand stop
    👋 wave hello bye
    🤝 handshake deal
    🙏 pray thanks please
    👏 clap applause
    🙌 raised_hands hooray
    💪 muscle strong
    ✍️ writing
    👀 eyes look
    🧠 brain
    🤷 shrug
    🤦 facepalm
    🙋 raising_hand
    🙇 bow
    🧑‍💻 technologist developer
    👶 baby
    🎅 santa`,
  ),
  group(
    'signs',
    `❤️ heart love
    🧡 orange_heart
    💛 yellow_heart
    💚 green_heart
    💙 blue_heart
    💜 purple_heart
    🖤 black_heart
    💔 broken_heart
    💕 two_hearts
    💯 hundred 100
    💥 boom
    💫 dizzy
    💤 zzz
    ✅ check done yes
    ☑️ ballot
    ❌ cross no wrong
    ❗ exclamation
    ❓ question
    ‼️ double_exclamation
    ⚠️ warning
    🚫 forbidden
    ⛔ no_entry
    ♻️ recycle
    ➕ plus
    ➖ minus
    🔴 red_circle
    🟠 orange_circle
    🟡 yellow_circle
    🟢 green_circle
    🔵 blue_circle
    🏁 finish
    🚩 flag`,
  ),
  group(
    'nature',
    `🐶 dog
    🐱 cat
    🐭 mouse
    🦊 fox
    🐻 bear
    🐼 panda
    🐸 frog
    🐵 monkey
    🙈 see_no_evil
    🐧 penguin
    🦆 duck
    🦉 owl
    🐝 bee
    🐛 bug
    🦋 butterfly
    🐢 turtle
    🐍 snake
    🐙 octopus
    🐟 fish
    🐳 whale
    🌱 seedling
    🌲 tree
    🌸 blossom
    🌹 rose
    🌞 sun
    🌙 moon
    ⭐ star
    ✨ sparkles
    ⚡ lightning
    🔥 fire hot
    🌈 rainbow
    ☁️ cloud
    🌧️ rain
    ❄️ snow cold
    🌊 ocean_wave
    🍎 apple
    🍌 banana
    🍓 strawberry
    🍕 pizza
    🍔 burger
    🍟 fries
    🍣 sushi
    🍪 cookie
    🍰 cake
    🎂 birthday
    ☕ coffee
    🍵 tea
    🍺 beer
    🍷 wine
    🥂 cheers`,
  ),
  group(
    'things',
    `🎉 tada party hooray
    🎊 confetti
    🎁 gift present
    🎈 balloon
    🏆 trophy
    🥇 gold medal first
    ⚽ football soccer
    🎮 game
    🎲 dice
    🎵 music note
    🎸 guitar
    🎨 art palette
    🎬 film
    📷 camera
    💡 idea bulb
    🔦 torch
    💻 laptop computer
    📱 phone mobile
    ⌨️ keyboard
    🖨️ printer
    🔋 battery
    🔌 plug
    📌 pin
    📎 paperclip
    📝 memo note
    📚 books
    📅 calendar
    📈 chart up
    📉 chart_down
    📦 package
    📬 mailbox
    🔒 lock
    🔑 key
    🔨 hammer
    🔧 wrench
    ⚙️ gear
    🧪 test_tube
    💊 pill
    🚀 rocket ship launch
    ✈️ plane
    🚗 car
    🚲 bike
    ⛵ boat sail
    🚢 ship
    🏠 house home
    🏢 office
    🏖️ beach
    🗺️ map
    ⏰ alarm
    ⏳ hourglass
    💰 money
    🗑️ trash bin`,
  ),
];

/** What people react with most. */
export const quickEmoji = ['👍', '❤️', '😂', '🎉', '👀', '✅'] as const;

const all = emojiGroups.flatMap(({ emoji }) => emoji);

/** The one of that name, or else the first that the word leads to. */
export const emojiCalled = (name: string): string | undefined =>
  (all.find(({ names }) => names[0] === name) ?? all.find(({ names }) => names.includes(name)))?.char;

/** Those whose name begins with the term, then those that have it somewhere. */
export const findEmoji = (term: string, most: number): Emoji[] => {
  const wanted = term.toLowerCase();
  const starting = all.filter(({ names }) => names.some((name) => name.startsWith(wanted)));
  const holding = all.filter((emoji) => !starting.includes(emoji) && emoji.names.some((name) => name.includes(wanted)));
  return [...starting, ...holding].slice(0, most);
};
