// Child processes that are asked and answer: for work that must not hold up what is measured.
import { fork } from 'node:child_process';
import { join } from 'node:path';

export interface Child<Question, Answer> {
  /** Rejects with what the child threw, or when it ends. */
  ask(question: Question): Promise<Answer>;
  /** Ends it at once. */
  kill(): Promise<void>;
}

interface Asked<Question> {
  number: number;
  question: Question;
}
type Answered<Answer> = { number: number; answer: Answer } | { number: number; error: string };

/** Starts a module of this folder as a process of its own. It ends with this one, however this one ends. */
export const startChild = <Question, Answer>(file: string): Child<Question, Answer> => {
  const child = fork(join(import.meta.dirname, file));
  const waiting = new Map<number, { resolve(answer: Answer): void; reject(error: Error): void }>();
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let number = 0;
  child.on('message', (answered: Answered<Answer>) => {
    const asker = waiting.get(answered.number);
    waiting.delete(answered.number);
    if ('answer' in answered) asker?.resolve(answered.answer);
    else asker?.reject(new Error(answered.error));
  });
  child.once('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error(`${file} has ended.`));
  });
  return {
    ask: (question) =>
      new Promise((resolve, reject) => {
        number += 1;
        waiting.set(number, { resolve, reject });
        child.send({ number, question } satisfies Asked<Question>);
      }),
    kill: () => {
      child.kill('SIGKILL');
      return ended;
    },
  };
};

/** The child's side: answers each question as soon as it can, whatever was asked before. */
export const answerQuestions = <Question, Answer>(answer: (question: Question) => Promise<Answer>): void => {
  const say = (answered: Answered<Answer>) => process.send?.(answered);
  process.on('message', ({ number, question }: Asked<Question>) => {
    answer(question).then(
      (given) => say({ number, answer: given }),
      (error: unknown) => say({ number, error: String(error) }),
    );
  });
  process.once('disconnect', () => process.exit());
};
