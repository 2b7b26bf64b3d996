// Judges the RunResult schema with a validator that is not written in Go.
//
// Four questions, each of which can fail:
//   1. does Ajv load the schema in strict mode without a warning (strictTypes
//      and strictRequired aside: conditions name fields that the object beside
//      them types and requires)?
//   2. is every field described?
//   3. are the sample documents judged as they are labelled?
//   4. does the schema alone accept exactly the run statuses that the steps
//      allow, for every run of up to three steps?
//
// Before any of them the checks are turned on damaged copies of the schema; a
// check that does not notice the damage is reported as broken.

import { readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { goodDocuments, badDocuments, run, step } from "./documents.mjs";

const schemaURL = new URL("../runresult.v1.json", import.meta.url);
const schema = JSON.parse(readFileSync(schemaURL, "utf8"));

const failures = [];
const fail = (check, text) => failures.push(`${check}: ${text}`);

/** Compiles a schema; returns its validator and everything Ajv complained of. */
function compile(candidate) {
  const complaints = [];
  const note = (...words) => complaints.push(words.join(" "));
  const ajv = new Ajv2020({
    strict: true,
    strictTypes: false,
    strictRequired: false,
    allErrors: true,
    validateSchema: true,
    logger: { log: note, warn: note, error: note },
  });
  addFormats(ajv);
  try {
    return { validate: ajv.compile(candidate), complaints };
  } catch (err) {
    return { validate: undefined, complaints: [...complaints, err.message] };
  }
}

// Keywords under which `properties` puts a condition on fields that are
// declared elsewhere, instead of declaring them.
const conditional = ["if", "then", "else", "not", "contains", "allOf", "anyOf", "oneOf"];

/** Returns the JSON Pointers of everything that should be described and is not. */
function undescribed(candidate) {
  const missing = [];
  const described = (node) => typeof node?.description === "string" && node.description.trim() !== "";
  const escape = (name) => name.replaceAll("~", "~0").replaceAll("/", "~1");

  const conditions = (node, declared, at) => {
    if (node === null || typeof node !== "object") return;
    for (const name of Object.keys(node.properties ?? {})) {
      if (declared && !declared.has(name)) missing.push(`${at}/properties/${escape(name)} (names no declared field)`);
    }
    // Below `contains` and `properties` another object is spoken of.
    for (const keyword of conditional) {
      if (!(keyword in node) || keyword === "contains") continue;
      const below = Array.isArray(node[keyword]) ? node[keyword] : [node[keyword]];
      below.forEach((sub, i) => conditions(sub, declared, `${at}/${keyword}${Array.isArray(node[keyword]) ? `/${i}` : ""}`));
    }
  };

  const declaration = (node, at) => {
    if (!described(node)) missing.push(at || "(root)");
    const fields = node?.properties ?? {};
    for (const [name, field] of Object.entries(fields)) declaration(field, `${at}/properties/${escape(name)}`);
    if (node?.properties) conditions({ ...node, properties: undefined }, new Set(Object.keys(fields)), at);
  };

  declaration(candidate, "");
  for (const [name, def] of Object.entries(candidate.$defs ?? {})) declaration(def, `/$defs/${escape(name)}`);
  return missing;
}

/** Returns the statuses a run may state: the specification's truth table. */
function possible(steps, hasError) {
  if (hasError) return new Set(["failed"]);
  if (steps.length === 0) return new Set();
  const rank = { success: 0, partial: 1, failed: 2 };
  const floors = steps.map(({ status, critical }) => {
    if (status === "success") return ["success"];
    if (status === "skipped") return ["partial"];
    if (critical === true) return ["failed"];
    if (critical === false) return ["partial"];
    return ["partial", "failed"];
  });
  let reachable = new Set(["success"]);
  for (const floor of floors) {
    const next = new Set();
    for (const a of reachable) for (const b of floor) next.add(rank[a] >= rank[b] ? a : b);
    reachable = next;
  }
  return reachable;
}

/** Compares the schema with the truth table; returns how many documents it judged and the disagreements. */
function truthTable(validate, maxSteps) {
  const kinds = [];
  for (const status of ["success", "failed", "skipped", "blocked"]) {
    for (const critical of [true, false, undefined]) kinds.push({ status, critical });
  }
  let judged = 0;
  const wrong = [];
  const visit = (steps) => {
    for (const hasError of [false, true]) {
      const want = possible(steps, hasError);
      for (const status of ["success", "partial", "failed"]) {
        const doc = run(status, steps.map((kind, i) => step(`s${i}`, kind.status, kind.critical)), hasError);
        judged++;
        if (validate(doc) !== want.has(status)) {
          const words = steps.map((k) => `${k.status}/${k.critical ?? "unrecorded"}`).join(", ");
          wrong.push(`status ${status}, steps [${words}], run error ${hasError}: the schema says ${!want.has(status)}`);
        }
      }
    }
    if (steps.length < maxSteps) for (const kind of kinds) visit([...steps, kind]);
  };
  visit([]);
  return { judged, wrong };
}

/** Runs every check on one schema; returns what they found. */
function findings(candidate, maxSteps) {
  const found = [];
  const { validate, complaints } = compile(candidate);
  for (const complaint of complaints) found.push(["ajv strict mode", complaint]);
  for (const at of undescribed(candidate)) found.push(["description", `${at} has none`]);
  let judged = 0;
  if (validate) {
    for (const [label, doc] of goodDocuments) {
      judged++;
      if (!validate(doc)) found.push(["good document refused", `${label}: ${JSON.stringify(validate.errors)}`]);
    }
    for (const [label, doc] of badDocuments) {
      judged++;
      if (validate(doc)) found.push(["bad document accepted", label]);
    }
    const table = truthTable(validate, maxSteps);
    judged += table.judged;
    for (const text of table.wrong) found.push(["truth table", text]);
  }
  return { found, judged };
}

// Damage that each check has to notice.
const damages = [
  ["ajv strict mode", "an unknown keyword", (s) => { s.$defs.Step.requires = ["x"]; }],
  ["ajv strict mode", "an unknown format", (s) => { s.$defs.Hash.format = "digest"; }],
  ["description", "a field without a description", (s) => { delete s.$defs.Artifact.properties.hash.description; }],
  ["description", "a definition without a description", (s) => { delete s.$defs.Producer.description; }],
  ["description", "a condition on a field nobody declares", (s) => { s.allOf[0].if.properties.state = {}; }],
  ["good document refused", "a closed root", (s) => { s.additionalProperties = false; }],
  ["bad document accepted", "an unanchored hash", (s) => { s.$defs.Hash.pattern = "[0-9a-f]{64}"; }],
  ["truth table", "a missing status rule", (s) => { s.allOf.splice(3, 1); }],
];
for (const [check, what, damage] of damages) {
  const copy = structuredClone(schema);
  damage(copy);
  const { found } = findings(copy, 1);
  if (!found.some(([name]) => name === check)) fail("broken check", `"${check}" did not notice ${what}`);
}

// The project's other schemas have no documents here, but they have to load.
const others = ["../../internal/config/runresult-config.schema.json"];
for (const other of others) {
  const { complaints } = compile(JSON.parse(readFileSync(new URL(other, import.meta.url), "utf8")));
  for (const complaint of complaints) fail(other, complaint);
}

const { found, judged } = findings(schema, 3);
for (const [check, text] of found) fail(check, text);

if (failures.length > 0) {
  console.error(failures.slice(0, 50).join("\n"));
  console.error(`schema-check: ${failures.length} failure(s)`);
  process.exit(1);
}
console.log(`schema-check: ${schema.$id} is clean in Ajv strict mode, every field is described, ${judged} documents judged right`);
