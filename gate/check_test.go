package gate

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/compat"
	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/report"
)

func TestGreen(t *testing.T) {
	r := newRepo(t)
	rep := r.check()
	assert.Empty(t, rep.Findings)
	assert.True(t, rep.OK())
	assert.False(t, rep.Undecided())
	require.Len(t, rep.Families, 1)
	f := rep.Families[0]
	assert.Equal(t, "order", f.Name)
	assert.Equal(t, "1.0.0", f.Version)
	assert.Equal(t, "1.0.0", f.Last)
	assert.Equal(t, "1.0.0", f.Required)
	assert.Equal(t, []compat.Bump{compat.BumpNone, compat.BumpNone, compat.BumpNone}, []compat.Bump{f.Contract, f.GoAPI, f.Bump})
	require.Len(t, f.Comparisons, 1)
	assert.Equal(t, "1.0.0", f.Comparisons[0].With)
}

const noteMember = `"note": {"type": "string"},
    "id": {"type": "string"}`

// addNote adds an optional member to the head.
func addNote(r *repo) { r.edit(headPath, `"id": {"type": "string"}`, noteMember) }

// TestRefused: what is wrong, where, and what to do about it.
func TestRefused(t *testing.T) {
	id := `"urn:example:schema:order:1.0.0"`
	for name, c := range map[string]struct {
		do      func(*repo)
		codes   []string // in order
		file    string   // of the finding with the first code
		line    int
		pointer string // "-" for none
		message string
		hint    string
		// documents are those of the finding with the first code.
		documents []string
	}{
		"a break": {
			do:    func(r *repo) { r.edit(headPath, `, "partial"`, ""); r.generate(); name2(r) },
			codes: []string{RuleBreak.ID, RuleGoAPI.ID}, file: headPath, line: 10, pointer: "/properties/status/enum",
			message: `breaks 1.0.0: the value partial was removed; readers of this version refuse what writers of 1.0.0 write`, documents: []string{`{"status":"partial"}`},
			hint: "runresult release --major --config",
		},
		"a member that readers miss": {
			do: func(r *repo) {
				r.edit(headPath, "\"id\": {\"type\": \"string\"},\n    ", "")
				r.generate()
				r.edit(logPath, "Nothing since 1.0.0.", "- `id` is gone.")
			},
			codes: []string{RuleReaderLoss.ID, RuleGoAPI.ID}, file: headPath, line: 8, pointer: "/properties",
			message: `breaks 1.0.0: the member "id" is not declared any more; readers miss /id of what writers of 1.0.0 write`, documents: []string{`{"id":1}`},
			hint: "release --major",
		},
		"a version that is owed": {
			do:    func(r *repo) { addNote(r); r.generate(); r.edit(logPath, "Nothing since 1.0.0.", "- The member note.") },
			codes: []string{RuleVersionOwed.ID}, file: headPath, line: 3, pointer: "/$id",
			message: "$id says 1.0.0, and the changes since 1.0.0 owe a minor version: 1.1.0 or later",
			hint:    "runresult gate --fix --config",
		},
		"a patch that is owed": {
			do:    func(r *repo) { r.edit(headPath, "An order.", "One order."); r.generate() },
			codes: []string{RuleVersionOwed.ID}, file: headPath, line: 3, pointer: "/$id",
			message: "owe a patch version: 1.0.1 or later", hint: "gate --fix",
		},
		"an entry that is missing": {
			do:    func(r *repo) { addNote(r); r.edit(headPath, "1.0.0", "1.1.0"); r.generate() },
			codes: []string{RuleChangelogEntry.ID}, file: logPath, line: 7, pointer: "-",
			message: "no entry under [Unreleased] / Schema order names note: the optional member note was added (property-added)",
			hint:    "gate --fix",
		},
		"an entry about something else": {
			do: func(r *repo) {
				addNote(r)
				r.edit(headPath, "1.0.0", "1.1.0")
				r.generate()
				r.edit(logPath, "Nothing since 1.0.0.", "- A footnote, and notes.")
			},
			codes: []string{RuleChangelogEntry.ID}, file: logPath, line: 7, pointer: "-", message: "names note",
		},
		"no changelog": {
			do:    func(r *repo) { r.remove(logPath) },
			codes: []string{RuleChangelogMissing.ID}, file: logPath, pointer: "-", message: "is missing", hint: "gate --fix",
		},
		"two sections of what comes next": {
			do:    func(r *repo) { r.write(logPath, changelogText+"\n## Unreleased\n") },
			codes: []string{RuleChangelogForm.ID}, file: logPath, line: 25, pointer: "-", message: "two sections [Unreleased]",
		},
		"a comment that never ends": {
			do:    func(r *repo) { r.edit(logPath, "[Unreleased]: https://example.com/compare", "<!-- so") },
			codes: []string{RuleChangelogForm.ID}, file: logPath, line: 23, pointer: "-", message: "never ends",
		},
		"no version": {
			do:    func(r *repo) { r.edit(headPath, id, `"urn:example:schema:order"`); r.generate() },
			codes: []string{RuleVersionMissing.ID}, file: headPath, line: 3, pointer: "/$id",
			message: `the head of order has an $id without a full version, "urn:example:schema:order": nothing says which version it is`,
			hint:    `such as "urn:example:schema:order:1.0.0"`,
		},
		"no $id": {
			do:    func(r *repo) { r.edit(headPath, `"$id": `+id+",\n  ", ""); r.generate() },
			codes: []string{RuleVersionMissing.ID}, file: headPath, line: 1, pointer: "", message: "has no $id",
		},
		"a version that is none": {
			do:    func(r *repo) { r.edit(headPath, "1.0.0", "1.0"); r.generate() },
			codes: []string{RuleVersionMissing.ID}, file: headPath, line: 3, pointer: "/$id", message: "without a full version",
		},
		"a lower version": {
			do:    func(r *repo) { lower(r) },
			codes: []string{RuleVersionLow.ID}, file: headPath, line: 3, pointer: "/$id", message: "$id says 1.0.0, and 1.1.0 is released already",
		},
		"a major version in place": {
			do: func(r *repo) {
				r.edit(headPath, "1.0.0", "2.0.0")
				r.edit(headPath, `, "partial"`, "")
				r.generate()
				name2(r)
			},
			codes: []string{RuleMajorInPlace.ID}, file: headPath, line: 3, pointer: "/$id",
			message: "order.v1.json is the file of major 1, and its $id says 2.0.0", hint: "release --major",
		},
		"a major version in place of a file without one in its name": {
			do: func(r *repo) {
				r.edit(confPath, headPath, "schema/order.json")
				r.write("schema/order.json", strings.Replace(orderText, "1.0.0", "2.0.0", 1))
				r.remove(headPath)
				r.generate()
			},
			codes: []string{RuleMajorInPlace.ID}, file: "schema/order.json", line: 3, pointer: "/$id",
			message: "the head of major 1 became 2.0.0 in place",
		},
		"an edited release": {
			do:    func(r *repo) { r.edit(frozen, "An order.", "The order.") },
			codes: []string{RuleReleaseEdited.ID}, file: frozen, pointer: "-",
			message: "was edited after its release", hint: "git checkout --",
		},
		"a release with other line ends": {
			do:    func(r *repo) { r.write(frozen, strings.ReplaceAll(orderText, "\n", "\r\n")) },
			codes: []string{RuleReleaseEdited.ID}, file: frozen, pointer: "-", message: "CRLF",
		},
		"a wrong checksum": {
			do:    func(r *repo) { r.write(sumsPath, strings.Repeat("0", 64)+"  order/1.0.0.json\n") },
			codes: []string{RuleReleaseEdited.ID}, file: frozen, pointer: "-", message: "SHA256SUMS:1 says 000",
		},
		"a release that is gone": {
			do:    func(r *repo) { r.remove(frozen) },
			codes: []string{RuleReleaseMissing.ID, RuleReleaseMissing.ID}, file: sumsPath, line: 1, pointer: "-",
			message: "order/1.0.0.json was released and is not there",
		},
		"a folder that is gone": {
			do:    func(r *repo) { r.remove("schema/released") },
			codes: []string{RuleReleaseMissing.ID}, file: logPath, line: 17, pointer: "-",
			message: "order 1.0.0 was released on 2026-11-22, and", hint: "git checkout --",
		},
		"no checksums": {
			do:    func(r *repo) { r.remove(sumsPath) },
			codes: []string{RuleSumsMissing.ID}, file: sumsPath, pointer: "-", message: "is missing",
		},
		"a release without a checksum": {
			do: func(r *repo) {
				r.write("schema/released/order/1.1.0.json", strings.Replace(orderText, "1.0.0", "1.1.0", 1))
			},
			codes: []string{RuleReleaseUnlisted.ID}, file: "schema/released/order/1.1.0.json", pointer: "-", message: "has no line in",
		},
		"a stranger among the releases": {
			do: func(r *repo) {
				r.write("schema/released/order/v1.1.0.json", orderText)
				r.write("schema/released/order/.keep", "")
			},
			codes: []string{RuleReleaseExtra.ID}, file: "schema/released/order/v1.1.0.json", pointer: "-", message: "no released version",
		},
		"a version twice": {
			do:    func(r *repo) { r.write("schema/released/order/1.0.0.yaml", orderText) },
			codes: []string{RuleReleaseExtra.ID}, file: "schema/released/order/1.0.0.yaml", pointer: "-", message: "version 1.0.0 is there already",
		},
		"a release of another name": {
			do: func(r *repo) {
				r.write("schema/released/order/1.1.0.json", orderText)
				r.write(sumsPath, sumLine("order/1.0.0.json", orderText)+sumLine("order/1.1.0.json", orderText))
				r.edit(logPath, "## Schema order 1.0.0", "## Schema order 1.1.0 - 2026-11-23\n\n## Schema order 1.0.0")
				r.edit(headPath, "1.0.0", "1.1.0")
				r.generate()
			},
			codes: []string{RuleReleaseVersion.ID}, file: "schema/released/order/1.1.0.json", pointer: "-", message: "its $id says 1.0.0, its name 1.1.0",
		},
		"a malformed checksum": {
			do:    func(r *repo) { r.write(sumsPath, r.read(sumsPath)+"nonsense\n"+strings.Repeat("0", 64)+"  ../x\n") },
			codes: []string{RuleSumsMalformed.ID, RuleSumsMalformed.ID}, file: sumsPath, line: 2, pointer: "-", message: "none of sha256sum",
		},
		"a checksum with other line ends": {
			do:    func(r *repo) { r.write(sumsPath, strings.TrimSuffix(r.read(sumsPath), "\n")+"\r\n") },
			codes: []string{RuleSumsMalformed.ID, RuleReleaseUnlisted.ID}, file: sumsPath, line: 1, pointer: "-",
		},
		"a path with two checksums": {
			do:    func(r *repo) { r.write(sumsPath, r.read(sumsPath)+r.read(sumsPath)) },
			codes: []string{RuleSumsMalformed.ID}, file: sumsPath, line: 2, pointer: "-", message: "has a line already, line 1",
		},
		"a release that no section tells of": {
			do:    func(r *repo) { r.edit(logPath, "## Schema order 1.0.0 - 2026-11-22", "## Order 1") },
			codes: []string{RuleChangelogRelease.ID}, file: logPath, pointer: "-", message: "no section for the released version 1.0.0",
		},
		"stale code": {
			do: func(r *repo) {
				r.edit("orderv1/types.go", "type Order struct", "type Order  struct")
				r.remove("orderv1/codec.go")
			},
			codes: []string{report.RuleDriftMissing.ID, report.RuleDriftChanged.ID}, file: "orderv1/codec.go", pointer: "-",
			message: "is missing", hint: "runresult generate --config",
		},
		"an open question": {
			do: func(r *repo) {
				r.edit(headPath, `"title"`, `"x-unknown": "too-much-work", "title"`)
			},
			codes: []string{RuleUndecided.ID}, file: headPath, line: 8, pointer: "/properties",
			message: "backward with 1.0.0 is undecided at the keyword pattern (too-much-work): The search stopped",
			hint:    "waive: [{unknown: too-much-work, from: 1.0.0, to: 1.0.0, why: ...}] in the family order",
		},
		"an open question without a place": {
			do: func(r *repo) {
				r.edit(headPath, `"title"`, `"x-unknown": "not-followed", "title"`)
			},
			codes: []string{RuleUndecided.ID}, file: headPath, line: 1, pointer: "",
			message: "backward with 1.0.0 is undecided (not-followed): The search stopped",
			hint:    "make the change in smaller steps, or answer for it in ",
		},
		"a waiver for nothing": {
			do: func(r *repo) {
				r.write(confPath, configText+"    waive: [{unknown: pattern, from: 1.0.0, to: 1.0.0, why: x}]\n")
			},
			codes: []string{RuleWaiverUnused.ID}, file: confPath, line: 9, pointer: "-", message: "the waiver of order for unknown: pattern, from 1.0.0 to 1.0.0, lets nothing pass",
		},
		"a family without releases": {
			do:    func(r *repo) { r.edit(confPath, "    released: schema/released/order # frozen\n", "") },
			codes: []string{RuleNothingReleased.ID}, file: confPath, line: 4, pointer: "-", message: "names no folder of released versions",
		},
		"nothing released yet": {
			do: func(r *repo) {
				r.remove("schema/released")
				r.edit(logPath, "## Schema order 1.0.0 - 2026-11-22", "## Order 1")
			},
			codes: []string{RuleNothingReleased.ID}, file: confPath, line: 4, pointer: "-", message: "no version of order was released into",
			hint: "runresult release",
		},
		"a file that no release freezes": {
			do: func(r *repo) {
				r.write("schema/address.json", `{"$id":"https://example.com/address","type":"string"}`)
				r.edit(confPath, "    generate:", "    map: {\"https://example.com/address\": schema/address.json}\n    generate:")
				r.edit(headPath, `"title"`, `"$defs": {"a": {"$ref": "https://example.com/address"}}, "title"`)
				r.generate()
			},
			codes: []string{RuleOutside.ID}, file: headPath, line: 1, pointer: "", message: "schema/address.json, which can change",
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRepo(t)
			c.do(r)
			rep := r.check()
			require.Equal(t, c.codes, codes(rep), "%+v", rep.Findings)
			f := rep.Findings[0]
			assert.Equal(t, filepath.ToSlash(r.path(c.file)), f.File)
			if c.line > 0 {
				assert.Equal(t, c.line, f.Line)
			}
			if c.pointer == "-" {
				assert.Nil(t, f.SchemaAt)
			} else if assert.NotNil(t, f.SchemaAt) {
				assert.Equal(t, c.pointer, *f.SchemaAt)
			}
			assert.Contains(t, f.Message, c.message)
			assert.Contains(t, f.Hint, c.hint)
			var documents []string
			for _, d := range f.Documents {
				assert.NotContains(t, f.Message, string(d), "a report shows it beside the message")
				documents = append(documents, string(d))
			}
			assert.Equal(t, c.documents, documents)
			assert.Equal(t, f.Code() == RuleUndecided.ID, rep.Undecided())
		})
	}
}

// name2 writes an entry for the value that the tests remove.
func name2(r *repo) { r.edit(logPath, "Nothing since 1.0.0.", "- The value `partial` is gone.") }

// lower makes a release that is newer than the head.
func lower(r *repo) {
	newer := strings.Replace(orderText, "1.0.0", "1.1.0", 1)
	r.write("schema/released/order/1.1.0.json", newer)
	r.write(sumsPath, sumLine("order/1.0.0.json", orderText)+sumLine("order/1.1.0.json", newer))
	r.edit(logPath, "## Schema order 1.0.0", "## Schema order 1.1.0 - 2026-11-23\n\n## Schema order 1.0.0")
}

// TestTrouble: what cannot be judged is an error that says why.
func TestTrouble(t *testing.T) {
	for name, c := range map[string]struct {
		do   func(*repo)
		want []string
	}{
		"no head": {
			func(r *repo) { r.remove(headPath) },
			[]string{headPath, "no such file", "create it, or correct head at", confPath + ":5"},
		},
		"a head that is no JSON": {
			func(r *repo) { r.write(headPath, "{\n  \"a\": 1,,\n}") }, []string{headPath + ":2:10"},
		},
		"a head that is no schema": {
			func(r *repo) { r.edit(headPath, `"object"`, `"objekt"`) }, []string{headPath + ":6:11", "/type"},
		},
		"a head that refers to nothing": {
			func(r *repo) { r.edit(headPath, `{"type": "string"}`, `{"$ref": "#/nowhere"}`) }, []string{headPath + ":9"},
		},
		"a release that is no schema": {
			func(r *repo) {
				r.write(frozen, `{"type":1}`)
				r.write(sumsPath, sumLine("order/1.0.0.json", `{"type":1}`))
			},
			[]string{frozen + ":1:9"},
		},
		"a folder that is a file": {
			func(r *repo) { r.remove("schema/released/order"); r.write("schema/released/order", "") }, []string{"cannot be listed"},
		},
		"a folder that is the configuration's": {
			func(r *repo) { r.edit(confPath, "schema/released/order # frozen", ".") }, []string{confPath + ":4:5", "/families/0/released"},
		},
		"a changelog that is a directory": {
			func(r *repo) { r.remove(logPath); r.write(logPath+"/x", "") }, []string{logPath, "is a directory"},
		},
		"a language that is not there yet": {
			func(r *repo) { r.edit(confPath, "lang: go", "lang: python") }, []string{confPath + ":8", "not available"},
		},
		"output in place of a file": {
			func(r *repo) { r.remove("orderv1"); r.write("orderv1", "") }, []string{"orderv1", "is a file"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRepo(t)
			c.do(r)
			for _, opts := range [][]func(*Options){nil, {fix}} {
				rep, err := r.tryCheck(opts...)
				if rep != nil {
					the(t, rep, RuleUnreadable.ID)
					assert.False(t, rep.OK() || rep.Undecided())
				} else {
					assert.Equal(t, "a changelog that is a directory", name, "what concerns all families")
				}
				var e *diag.Error
				require.ErrorAs(t, err, &e)
				for _, want := range c.want {
					assert.Contains(t, err.Error(), want)
				}
			}
			_, err := r.release()
			assert.Error(t, err)
		})
	}
}

// TestPolicy: what the policy does not demand owes no major version.
func TestPolicy(t *testing.T) {
	r := newRepo(t)
	r.edit(headPath, `, "partial"`, "")
	r.edit(confPath, "    generate:\n      - {lang: go, package: orderv1, type: Order, out: orderv1}\n", "    policy: {direction: forward}\n")
	name2(r)
	rep := r.check()
	assert.Equal(t, []string{RuleVersionOwed.ID}, codes(rep))
	assert.Equal(t, compat.BumpMinor, rep.Families[0].Bump)
	assert.Nil(t, rep.Families[0].Comparisons[0].Report.Backward, "as asked")

	r.edit(confPath, "forward", "backward")
	assert.Equal(t, []string{RuleBreak.ID}, codes(r.check()))
	r.edit(confPath, "direction: backward", "content: open")
	assert.Equal(t, []string{RuleBreak.ID}, codes(r.check()))
}

// TestTransitive: the head answers to every release of its major, or to the last.
func TestTransitive(t *testing.T) {
	r := newRepo(t)
	// 1.1.0 broke 1.0.0, when nobody looked.
	later := strings.Replace(strings.Replace(orderText, "1.0.0", "1.1.0", 1), `, "partial"`, "", 1)
	r.write(headPath, later)
	r.write("schema/released/order/1.1.0.json", later)
	r.write(sumsPath, sumLine("order/1.0.0.json", orderText)+sumLine("order/1.1.0.json", later))
	r.edit(logPath, "## Schema order 1.0.0", "## Schema order 1.1.0 - 2026-11-23\n\n## Schema order 1.0.0")
	r.generate()
	rep := r.check()
	assert.Equal(t, []string{RuleBreak.ID}, codes(rep))
	assert.Len(t, rep.Families[0].Comparisons, 2)
	assert.Equal(t, compat.BumpMajor, rep.Families[0].Bump)
	assert.Equal(t, compat.BumpNone, rep.Families[0].Contract, "since the last release")

	r.edit(confPath, "    generate:", "    policy: {transitive: false}\n    generate:")
	rep = r.check()
	assert.Empty(t, rep.Findings)
	assert.Len(t, rep.Families[0].Comparisons, 1)

	// The same break of two releases is told once.
	r.edit(confPath, "transitive: false", "transitive: true")
	r.edit(headPath, `, "paid"`, "")
	r.generate()
	rep = r.check()
	var both []diag.Finding
	for _, f := range rep.Findings {
		if f.Code() == RuleBreak.ID && strings.Contains(f.Message, "paid was removed") {
			both = append(both, f)
		}
	}
	require.Len(t, both, 1)
	assert.Contains(t, both[0].Message, "(the same with 1.1.0)")
}

func TestWaiver(t *testing.T) {
	r := newRepo(t)
	r.edit(headPath, `"title"`, `"x-unknown": "too-much-work", "title"`)
	r.edit(headPath, "1.0.0", "1.1.0")
	r.generate()
	r.write(confPath, configText+"    waive:\n      - {unknown: too-much-work, from: 1.0.0, to: 1.1.0, why: looked at by hand}\n")
	rep := r.check()
	assert.Equal(t, []string{RuleChangelogEntry.ID}, codes(rep), "what is waived counts as a minor version")
	assert.Equal(t, compat.BumpMinor, rep.Families[0].Bump)
	r.edit(logPath, "Nothing since 1.0.0.", "- Patterns respelled.")
	assert.Empty(t, r.check().Findings)

	r.edit(headPath, "too-much-work", "witness-too-large")
	rep = r.check()
	assert.Equal(t, []string{RuleUndecided.ID, RuleWaiverUnused.ID}, codes(rep), "another reason is another question")
	assert.True(t, rep.Undecided())
}

func TestFault(t *testing.T) {
	r := newRepo(t)
	r.compare = func(ctx context.Context, old, new *compat.Schema, d compat.Direction, c compat.Content) (*compat.Report, error) {
		rep, err := simple(ctx, old, new, d, c)
		rep.Fault = &compat.Fault{Question: "backward", Witness: []byte("1"), Message: "both say no"}
		return rep, err
	}
	_, err := r.tryCheck()
	var fault *compat.Fault
	require.ErrorAs(t, err, &fault)
	assert.ErrorContains(t, err, "against 1.0.0")
}

// TestAgainst: another state of the repository is one more to compare with.
func TestAgainst(t *testing.T) {
	r := newRepo(t)
	main := r.all()
	against := r.against(main)
	assert.Empty(t, r.check(against).Findings)

	// main has a member that was never released, and it goes again.
	main[headPath] = strings.Replace(orderText, `"id": {"type": "string"}`, noteMember, 1)
	rep := r.check(against)
	assert.Equal(t, []string{RuleReaderLoss.ID}, codes(rep))
	assert.Contains(t, rep.Findings[0].Message, "breaks git:main: ")
	assert.Equal(t, "1.0.0", rep.Families[0].Required, "what was not released owes no version")
	main[headPath] = orderText

	// A release and its checksum, edited together.
	edited := strings.Replace(orderText, "An order.", "The order.", 1)
	r.write(frozen, edited)
	r.write(headPath, edited)
	r.write(sumsPath, sumLine("order/1.0.0.json", edited))
	r.generate()
	assert.Empty(t, r.check().Findings, "nothing in the repository tells")
	f := the(t, r.check(against), RuleReleaseRewritten.ID)
	assert.Contains(t, f.Message, "has another checksum than at git:main")
	assert.Contains(t, f.Hint, "git checkout main -- ")

	r.remove("schema/released")
	r.edit(logPath, "## Schema order 1.0.0 - 2026-11-22", "## Order 1")
	f = the(t, r.check(against), RuleReleaseRewritten.ID)
	assert.Contains(t, f.Message, "has no line here any more")

	// A head that is new owes nothing, and one of another major is judged as any.
	delete(main, headPath)
	delete(main, sumsPath)
	main[logPath] = r.read(logPath)
	assert.Equal(t, []string{RuleNothingReleased.ID}, codes(r.check(against)))
	main[headPath] = strings.Replace(orderText, "1.0.0", "0.9.0", 1)
	assert.Equal(t, []string{RuleNothingReleased.ID}, codes(r.check(against)))
	main[headPath] = "{"
	_, err := r.tryCheck(against)
	assert.ErrorContains(t, err, "git:main:")
	broken := func(o *Options) {
		o.Against = &Against{Name: "git:main", Read: func(string) ([]byte, error) { return nil, os.ErrPermission }}
	}
	_, err = r.tryCheck(broken)
	assert.ErrorIs(t, err, os.ErrPermission)
}

// TestAgainstAnotherMajor: a break is one whatever the $id says now, and whether
// or not anything was released.
func TestAgainstAnotherMajor(t *testing.T) {
	const path = "schema/order.json"
	for _, released := range []string{"\n    released: schema/released/order", ""} {
		for _, id := range []string{"order:1.0.0", "order:2.0.0", "order:0.5.0", "order"} {
			r := newRepo(t)
			r.remove(headPath)
			r.remove("schema/released")
			r.write(path, orderText)
			r.write(confPath, "version: 1\nfamilies:\n  - name: order\n    head: "+path+released+"\n")
			against := r.against(r.all())
			r.write(path, strings.Replace(strings.Replace(orderText, "order:1.0.0", id, 1), `, "partial"`, "", 1))
			rep := r.check(against)
			assert.Contains(t, the(t, rep, RuleBreak.ID).Message, "breaks git:main: ", id)
			assert.False(t, rep.OK(), id)
		}
	}
}

// TestMajorsOfOneFamily: a family may have several heads, which share releases.
func TestMajorsOfOneFamily(t *testing.T) {
	r := newRepo(t)
	r.write("schema/order.v2.json", strings.Replace(strings.Replace(orderText, "1.0.0", "2.0.0", 1), `, "partial"`, "", 1))
	r.write(confPath, configText+"  - {name: order, head: schema/order.v2.json, released: schema/released/order}\n")
	rep := r.check()
	assert.Equal(t, []string{RuleChangelogEntry.ID}, codes(rep), "the break is told, and is none")
	assert.Contains(t, rep.Findings[0].Message, "names status or partial: the value partial was removed")
	name2(r)
	rep = r.check()
	assert.Empty(t, rep.Findings)
	assert.Equal(t, "", rep.Families[1].Last)

	r.edit("schema/order.v2.json", "2.0.0", "1.0.0")
	assert.Contains(t, codes(r.check()), RuleMajorShared.ID)
}
