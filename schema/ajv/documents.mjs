// Sample RunResult documents: what the schema must accept and what it must refuse.

const hash = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
const time = "2026-01-26T10:08:54.248273+00:00";

/** A step in the given state; critical undefined means not recorded. */
export function step(id, status, critical) {
  const ran = status === "success" || status === "failed";
  const record = {
    step_id: id,
    kind: "transform",
    status,
    started_at: ran ? time : null,
    finished_at: ran ? time : null,
    duration_ms: ran ? 473 : null,
    summary: `${id}: ${status}`,
    warnings: [],
    artifacts: [],
  };
  if (critical !== undefined) record.critical = critical;
  return record;
}

/** A run with the given status and steps, with or without a run-level error. */
export function run(status, steps, hasError = false) {
  const record = {
    run_id: "58d10887f8ac",
    status,
    started_at: time,
    finished_at: time,
    duration_ms: 0,
    summary: `the run ended: ${status}`,
    steps,
    metrics: {},
    artifacts: [],
    references: { manifest_path: "manifest.json", config_hash: hash, contract_hash: hash },
  };
  if (hasError) record.error = { type: "ENGINE_CRASH", message: "the engine stopped" };
  return record;
}

const change = (doc, edit) => {
  const copy = structuredClone(doc);
  edit(copy);
  return copy;
};

const minimal = run("success", [step("ingest.load", "success")]);
const artifact = { name: "model", path: "artifacts/model.joblib", hash, type: "model" };

const full = change(run("failed", [step("ingest.load", "success", true), step("train", "failed", true), step("export", "blocked")], true), (doc) => {
  doc.$schema = "urn:atlas-dataflow:schema:runresult:1.0.0";
  doc.run_result_version = "1.0";
  doc.metrics = { "steps.total": 3, "champion.model_id": "lgbm", "champion.auc": 0.91, drift: false, note: null };
  doc.artifacts = [{ ...artifact, produced_by: "train", size_bytes: 12, media_type: "application/octet-stream" }];
  Object.assign(doc.references, { manifest_hash: hash.slice(7), config_path: "config.yaml", contract_path: "contract.yaml" });
  Object.assign(doc.error, { details: { a: [1] }, hint: null, decision_required: true });
  Object.assign(doc.steps[2], { reason: "dependency_failed", depends_on: ["train"], blocked_by: ["train"] });
  doc.status_policy = "atlas.status/v1";
  doc.producer = { name: "atlas-dataflow", version: "0.9.0" };
  doc.environment = { python_version: "3.12.1" };
  doc.extensions = { "org.example.trace": { id: 7 } };
});

export const goodDocuments = [
  ["the smallest successful run", minimal],
  ["every optional field", full],
  ["unknown members at every level", change(minimal, (d) => { d.x = 1; d.steps[0].x = [2]; d.references.x = {}; })],
  ["no steps, with an error", run("failed", [], true)],
  ["a skipped step that had started", change(run("partial", [step("a", "skipped")]), (d) => {
    Object.assign(d.steps[0], { started_at: time, finished_at: time, duration_ms: 1 });
  })],
  ["a leap day", change(minimal, (d) => { d.started_at = "2024-02-29T00:00:00Z"; })],
  ["a later minor version", change(minimal, (d) => { d.run_result_version = "1.17"; })],
  ["names in any script", change(minimal, (d) => { d.run_id = "lauf-é-運行"; })],
];

const without = (doc, name) => change(doc, (d) => { delete d[name]; });
const withTime = (value) => change(minimal, (d) => { d.started_at = value; });
const withPath = (value) => change(minimal, (d) => { d.artifacts = [{ ...artifact, path: value }]; });
const withID = (value) => change(minimal, (d) => { d.run_id = value; });
const withHash = (value) => change(minimal, (d) => { d.references.config_hash = value; });

export const badDocuments = [
  ["not an object", []],
  ...["run_id", "status", "started_at", "finished_at", "duration_ms", "summary", "steps", "metrics", "artifacts", "references"].map((name) => [
    `without ${name}`,
    without(minimal, name),
  ]),
  ...["manifest_path", "config_hash", "contract_hash"].map((name) => [
    `references without ${name}`,
    change(minimal, (d) => { delete d.references[name]; }),
  ]),
  ["no steps and no error", run("failed", [])],
  ["a status nobody knows", change(minimal, (d) => { d.status = "ok"; })],
  ["a negative duration", change(minimal, (d) => { d.duration_ms = -1; })],
  ["a fractional duration", change(minimal, (d) => { d.duration_ms = 0.5; })],
  ["a failed step that says nothing", change(run("failed", [step("a", "failed")]), (d) => { d.steps[0].summary = ""; })],
  ["a failed run that says nothing", change(run("failed", [step("a", "failed")]), (d) => { d.summary = ""; })],
  ["an error on a successful step", change(minimal, (d) => { d.steps[0].error = { type: "X", message: "y" }; })],
  ["a successful step without times", change(minimal, (d) => { d.steps[0].started_at = null; })],
  ["a blocked step with a time", change(run("failed", [step("a", "blocked")]), (d) => { d.steps[0].started_at = time; })],
  ["a skipped step with half its times", change(run("partial", [step("a", "skipped")]), (d) => { d.steps[0].started_at = time; })],
  ["a skipped step with an end and no start", change(run("partial", [step("a", "skipped")]), (d) => { d.steps[0].finished_at = time; })],
  ["a metric that is an object", change(minimal, (d) => { d.metrics.m = {}; })],
  ["an extension without a dot in its name", change(minimal, (d) => { d.extensions = { mine: 1 }; })],
  ["another major version", change(minimal, (d) => { d.run_result_version = "2.0"; })],
  ["repeated dependencies", change(minimal, (d) => { d.steps[0].depends_on = ["a", "a"]; })],
  ...["2023-02-29T00:00:00Z", "2026-01-26 10:08:54Z", "2026-01-26T10:08:54", "2026-01-26T10:08:54z", "2026-01-26T23:59:60Z", "2026-04-31T00:00:00Z", `${time}\n`, ""].map((value) => [
    `the time ${JSON.stringify(value)}`,
    withTime(value),
  ]),
  ...["", "/abs", "a//b", "a/", "./a", "a/../b", "..", "C:/x", "a\\b", "a\nb", "a\u2028b"].map((value) => [`the path ${JSON.stringify(value)}`, withPath(value)]),
  ...["", ".hidden", "a/b", "a\\b", "a\u0000", "a\n", "a\u0085b", "a\u2028b", "x".repeat(256)].map((value) => [`the identifier ${JSON.stringify(value)}`, withID(value)]),
  ...["", "sha256:", `md5:${"0".repeat(32)}`, hash.toUpperCase(), `${hash}0`, `${hash}\n`, `sha384:${"0".repeat(64)}`].map((value) => [
    `the hash ${JSON.stringify(value)}`,
    withHash(value),
  ]),
];
