// What others ask for the same: list prices, before discounts and what is free. They carry a message and keep nothing: no accounts, no order, no
// history, nobody who checks what may be said. Each counts a message when it comes in and again for each who gets it.

/** When the pages said so. */
export const othersSeen = 'November 2026';

/** A million messages delivered. */
export interface Million {
  /** How many get each message. */
  receivers: number;
  /** Minutes that all connections are open meanwhile, in millions. */
  minutes: number;
}

export interface Other {
  name: string;
  /** What is charged, in words. */
  terms: string;
  source: string;
  /** Dollars for the messages, and for being connected. */
  cost(million: Million): { messages: number; minutes: number };
}

const inAndOut = ({ receivers }: Million): number => 1 + 1 / receivers;

/** A plan by the month that is used to the full, every day. */
const plan = (name: string, dollarsAMonth: number, millionsADay: number, connections: number): Other => ({
  name: `Pusher Channels ${name}, all of it used`,
  terms: `$${dollarsAMonth} a month for ${millionsADay} M messages a day and ${connections.toLocaleString('en-US')} connections`,
  source: 'https://pusher.com/channels/pricing',
  cost: (million) => ({ messages: (inAndOut(million) * dollarsAMonth) / (30 * millionsADay), minutes: 0 }),
});

export const others: readonly Other[] = [
  {
    name: 'AppSync Events',
    terms: '$1.00 a million operations of 5 KB, $0.08 a million connection minutes',
    source: 'https://aws.amazon.com/appsync/pricing/',
    cost: (million) => ({ messages: inAndOut(million), minutes: 0.08 * million.minutes }),
  },
  {
    name: 'IoT Core, MQTT at most once',
    terms: '$1.00 a million messages of 5 KB, $0.08 a million connection minutes',
    source: 'https://aws.amazon.com/iot-core/pricing/',
    cost: (million) => ({ messages: inAndOut(million), minutes: 0.08 * million.minutes }),
  },
  {
    name: 'Ably',
    terms: '$2.50 a million messages, $1.00 a million connection minutes and as much for channels, from $29 a month',
    source: 'https://ably.com/pricing',
    cost: (million) => ({ messages: 2.5 * inAndOut(million), minutes: million.minutes * (1 + 1 / (million.receivers + 1)) }),
  },
  plan('Startup', 49, 1, 500),
  plan('Growth Plus', 1_199, 90, 30_000),
];
