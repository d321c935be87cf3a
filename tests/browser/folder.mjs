// A result folder, read apart from the page: what the page is held against.

import { readFileSync } from "node:fs";
import path from "node:path";

const rows = (dir, name) => readFileSync(path.join(dir, name), "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));

export const read = (dir) => {
  const [articles, stories, facts, duplicates] = ["articles", "stories", "facts", "duplicates"].map((name) => rows(dir, `${name}.jsonl`));
  const named = (source) => source.startsWith("unknown:") ? `no outlet (${source.slice(8)})` : source;
  return {
    articles, stories, facts, duplicates, named,
    article: (id) => articles.find((article) => article.id === id),
    factsOf: (story) => facts.filter((fact) => fact.story === story.id),
    report: path.join(dir, "report.html"),
  };
};
