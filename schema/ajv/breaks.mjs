// Has Ajv judge the documents that show breaks: node breaks.mjs FILE.jsonl
//
// A line is a pair of schemas with documents, and what each schema has to say of them:
// what TestLabelledEdits of internal/attack writes (`make labelled-edits`). A document
// that Ajv judges otherwise fails the check, and so does a pair that it cannot judge:
// those are named with what Ajv says.
//
// Ajv judges in strict mode off, because published schemas have keywords of their own;
// formats are annotations, as for compat; beside a $ref of drafts 4 to 7 nothing counts,
// and because Ajv's option for that leaves "type" in force, it is taken out before.
// A pattern that is none with the u flag is read without it, and counted.

import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import Ajv from "ajv";
import Ajv2019 from "ajv/dist/2019.js";
import Ajv2020 from "ajv/dist/2020.js";
import AjvDraft04 from "ajv-draft-04";

const draft06 = createRequire(import.meta.url)("ajv/dist/refs/json-schema-draft-06.json");

const drafts = {
  draft4: [AjvDraft04, true],
  draft6: [Ajv, true],
  draft7: [Ajv, true],
  "draft2019-09": [Ajv2019, false],
  "draft2020-12": [Ajv2020, false],
};

const maps = ["properties", "patternProperties", "definitions", "$defs", "dependencies"];
const data = ["enum", "const", "default", "examples"];

/** Takes the types out that stand beside a $ref. */
function withoutHiddenTypes(schema) {
  if (Array.isArray(schema)) return schema.map(withoutHiddenTypes);
  if (schema === null || typeof schema !== "object") return schema;
  const inside = (name, value) => {
    if (data.includes(name)) return value;
    if (!maps.includes(name) || value === null || typeof value !== "object" || Array.isArray(value)) return withoutHiddenTypes(value);
    return Object.fromEntries(Object.entries(value).map(([key, sub]) => [key, withoutHiddenTypes(sub)]));
  };
  const hidden = (name) => typeof schema.$ref === "string" && (name === "type" || name === "nullable");
  return Object.fromEntries(Object.entries(schema).filter(([name]) => !hidden(name)).map(([name, value]) => [name, inside(name, value)]));
}

/** Compiles a schema; reports whether its patterns needed the lenient reading. */
function compile(schema, draft) {
  const [Validator, refHides] = drafts[draft];
  const attempt = (unicodeRegExp) => {
    const ajv = new (Validator.default ?? Validator)({
      strict: false,
      validateFormats: false,
      validateSchema: false,
      ignoreKeywordsWithRef: refHides,
      unicodeRegExp,
      logger: false,
    });
    if (draft === "draft6") ajv.addMetaSchema(draft06);
    if (draft !== "draft4") ajv.removeKeyword("id"); // a name like any other
    return ajv.compile(refHides ? withoutHiddenTypes(schema) : schema);
  };
  try {
    return { validate: attempt(true), lenient: false };
  } catch (err) {
    if (!(err instanceof SyntaxError) && !/regular expression/i.test(err.message)) throw err;
    return { validate: attempt(false), lenient: true };
  }
}

const counts = { pairs: 0, documents: 0, confirmed: 0, lenient: 0 };
const byQuestion = {};
const wrong = [];
const unjudged = [];

for await (const line of createInterface({ input: createReadStream(process.argv[2]) })) {
  if (line.trim() === "") continue;
  const pair = JSON.parse(line);
  if (pair.documents === null || pair.documents.length === 0) continue;
  counts.pairs++;
  counts.documents += pair.documents.length;
  let sides;
  try {
    sides = { old: compile(pair.old, pair.draft), new: compile(pair.new, pair.draft) };
  } catch (err) {
    unjudged.push(`${pair.id}: ${err.message.slice(0, 200)}`);
    continue;
  }
  if (sides.old.lenient || sides.new.lenient) counts.lenient++;
  for (const { question, from, document, ...want } of pair.documents) {
    const key = `${question}, shown by the ${from}, ${pair.draft}`;
    byQuestion[key] ??= { documents: 0, confirmed: 0 };
    byQuestion[key].documents++;
    const said = { old: sides.old.validate(document), new: sides.new.validate(document) };
    if (said.old === want.old && said.new === want.new) {
      counts.confirmed++;
      byQuestion[key].confirmed++;
    } else {
      wrong.push(`${pair.id}, ${key}: old ${said.old}, new ${said.new}: ${JSON.stringify(document).slice(0, 300)}`);
    }
  }
}

for (const key of Object.keys(byQuestion).sort()) console.log(`${key}: ${byQuestion[key].confirmed}/${byQuestion[key].documents}`);
for (const text of wrong) console.error(`refuted: ${text}`);
for (const text of unjudged) console.error(`not judged: ${text}`);
console.log(
  `breaks: ${counts.pairs} edits, Ajv confirms ${counts.confirmed} of ${counts.documents} documents, ` +
    `refutes ${wrong.length}, cannot judge ${unjudged.length} edits; ${counts.lenient} edits with patterns read without the u flag`,
);
if (counts.pairs === 0) console.error("breaks: there was nothing to judge");
process.exit(wrong.length > 0 || unjudged.length > 0 || counts.pairs === 0 ? 1 : 0);
