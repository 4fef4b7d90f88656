/** One line of a suite's result: a name, a number with its unit, and what is wanted of it. */
export interface Figure {
  key: string;
  value: number;
  unit: string;
  what: string;
  /** The requirement, for people, and whether it holds. */
  target?: string;
  ok?: boolean;
}

export interface Suite {
  name: string;
  what: string;
  run(log: (line: string) => void): Promise<Figure[]>;
}
