package gate

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/config"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// richConfig says something of every key.
const richConfig = `version: 1
families:
  - name: order
    head: schema/order.v1.json
    released: schema/released/order
    policy: {direction: full, content: open, transitive: true}
    draft: draft2020-12
    map: {"urn:price": schema/released/price/1.0.0.json}
    generate:
      - {lang: go, package: orderv1, type: Order, int64: false, tags: [yaml], assert_formats: true, import: {}, out: orderv1}
    waive: [{unknown: go-api, from: 1.0.0, to: 0.9.0, why: nobody used it}]
  - name: price
    head: schema/price.json
    released: schema/released/price
`

const (
	richOrder = `{
  "$id": "urn:order:1.0.0",
  "type": "object",
  "properties": {
    "id": {"type": "integer"},
    "price": {"$ref": "urn:price"},
    "total": {"$ref": "released/price/1.0.0.json"}
  }
}
`
	richPrice = `{"$id": "urn:price:1.0.0", "items": [{"type": "integer"}], "prefixItems": [true]}
`
)

// newRichRepo has two families, of which one refers to a release of the other in two
// ways, and generates Go or has lines without a word there.
func newRichRepo(t *testing.T, code bool) *repo {
	t.Helper()
	r := newRepo(t)
	r.compare = compare
	r.remove("orderv1")
	price := strings.Replace(strings.Replace(richPrice, `[{"type": "integer"}]`, `{"type": "integer"}`, 1), `, "prefixItems": [true]`, "", 1)
	r.write(confPath, richConfig)
	if !code {
		r.edit(confPath, "    generate:\n      - {lang: go, package: orderv1, type: Order, int64: false, tags: [yaml], assert_formats: true, import: {}, out: orderv1}\n", "#\n#\n")
	}
	r.write(headPath, richOrder)
	r.write(frozen, richOrder)
	r.write("schema/price.json", price)
	r.write("schema/released/price/1.0.0.json", price)
	r.write(sumsPath, sumLine("order/1.0.0.json", richOrder)+sumLine("price/1.0.0.json", price))
	r.write(logPath, changelogText+"\n## Schema price 1.0.0 - 2026-11-01\n\nFirst version.\n")
	r.generate()
	require.True(t, r.check().OK(), "%v", r.check().Findings)
	return r
}

// TestTreatments: whatever is edited of the configuration, what the one before would
// have refused is refused by name and at its line, and what it would not is let pass.
func TestTreatments(t *testing.T) {
	conf := func(old, now string) func(*repo) { return func(r *repo) { r.edit(confPath, old, now) } }
	both := func(all ...func(*repo)) func(*repo) {
		return func(r *repo) {
			for _, do := range all {
				do(r)
			}
		}
	}
	move := func(from, to string) func(*repo) {
		return func(r *repo) {
			r.write(to, r.read(from))
			r.remove(from)
		}
	}
	noCode := func(r *repo) {
		r.edit(confPath, richConfig[strings.Index(richConfig, "    generate:"):strings.Index(richConfig, "    waive:")], "")
		r.remove("orderv1")
	}
	order := strings.Replace(richConfig[strings.Index(richConfig, "  - name: order"):strings.Index(richConfig, "  - name: price")], "    generate:\n      -", "#\n#", 1)
	price := richConfig[strings.Index(richConfig, "  - name: price"):]
	generate := func(r *repo) { r.generate() }
	for name, c := range map[string]struct {
		key    string
		before func(*repo) // of the state to compare with
		do     func(*repo)
		code   string // "" is let pass
		file   string // the configuration unless it says another
		line   int
		text   string
	}{
		"nothing":       {key: "version", do: func(*repo) {}},
		"another order": {key: "families", do: func(r *repo) { r.write(confPath, "version: 1\nfamilies:\n"+price+order) }},
		"a family more": {key: "families", do: func(r *repo) {
			r.write(confPath, r.read(confPath)+"  - {name: more, head: schema/price2.json}\n")
			r.write("schema/price2.json", `{"$id": "urn:p:1.0.0"}`)
		}},
		"a family less":            {key: "families", do: conf(price, ""), code: RuleFamilyDropped.ID, line: 3, text: "the family price (major 1, schema/price.json) of git:main:runresult.yaml:12 has no entry any more"},
		"renamed":                  {key: "families.name", do: conf("name: order", "name: orders")},
		"renamed and moved":        {key: "families.name", do: both(conf("name: price", "name: cost"), conf("head: schema/price.json", "head: schema/cost.json"), move("schema/price.json", "schema/cost.json"))},
		"renamed, edited":          {key: "families.name", do: both(conf("name: price", "name: cost"), rerelease), code: RuleReleaseRewritten.ID, file: sumsPath, line: 2, text: "price/1.0.0.json has another checksum"},
		"renamed, all else too":    {key: "families.name", do: both(conf("name: price", "name: cost"), conf("head: schema/price.json", "head: schema/cost.json"), move("schema/price.json", "schema/cost.json"), conf("released: schema/released/price\n", "released: cost\n")), code: RuleFamilyDropped.ID, line: 3},
		"a head moved":             {key: "families.head", do: both(conf("head: schema/price.json", "head: price.json"), move("schema/price.json", "price.json"))},
		"a head that stays behind": {key: "families.head", do: both(conf("head: schema/price.json", "head: price.json"), func(r *repo) { r.write("price.json", r.read("schema/price.json")); r.write("schema/price.json", "{}") }), code: RuleFamilyDropped.ID, line: 13, text: "schema/price.json is still there, and is no head any more"},
		"releases that stay behind": {key: "families.released", do: both(conf("released: schema/released/order", "released: frozen/order"), func(r *repo) {
			r.write("frozen/order/1.0.0.json", r.read(frozen))
			r.write("frozen/SHA256SUMS", strings.SplitAfter(r.read(sumsPath), "\n")[0])
		}), code: RuleReleaseRewritten.ID, file: frozen, text: "stays behind where nothing judges it"},
		"a head moved, changed": {key: "families.head", do: both(conf("head: schema/price.json", "head: price.json"), func(r *repo) { r.remove("schema/price.json"); r.write("price.json", `{"$id": "urn:price:1.1.0"}`) }), code: RuleBreak.ID, file: "price.json", line: 1},
		"a head of other releases": {key: "families.head", do: both(
			conf("head: schema/order.v1.json", "head: other/order.v1.json"), move(headPath, "other/order.v1.json"),
			func(r *repo) {
				r.write("other/released/price/1.0.0.json", `{"$id": "urn:price:1.0.0", "type": "string"}`)
			},
			func(r *repo) {
				r.write("other/released/SHA256SUMS", sumLine("price/1.0.0.json", `{"$id": "urn:price:1.0.0", "type": "string"}`))
			},
			func(r *repo) {
				r.write(confPath, r.read(confPath)+"  - {name: fake, head: schema/fake.json, released: other/released/price}\n")
			},
			func(r *repo) { r.write("schema/fake.json", `{"$id": "urn:price:1.0.0", "type": "string"}`) }, generate,
		), code: RuleReleaseReread.ID, line: 4, text: "the release 1.0.0 of order means something else than at git:main because of `head`"},
		"releases moved":           {key: "families.released", do: both(conf("released: schema/released/order", "released: frozen/order"), move(frozen, "frozen/order/1.0.0.json"), func(r *repo) { r.write("frozen/SHA256SUMS", strings.SplitAfter(r.read(sumsPath), "\n")[0]) })},
		"other releases":           {key: "families.released", do: conf("released: schema/released/order", "released: frozen/order"), code: RuleReleaseRewritten.ID, file: "frozen/SHA256SUMS", text: "order/1.0.0.json is released at git:main and has no line here any more"},
		"no releases":              {key: "families.released", do: conf("    released: schema/released/order\n", ""), code: RuleFamilyDropped.ID, line: 3, text: "names no folder of released versions any more, which git:main:runresult.yaml:5 does"},
		"another policy":           {key: "families.policy", do: conf("policy: {direction: full, content: open, transitive: true}", "policy: {content: open}")},
		"no policy":                {key: "families.policy", do: conf("    policy: {direction: full, content: open, transitive: true}\n", ""), code: RulePolicyLoosened.ID, line: 3, text: "content of order is writer"},
		"one direction":            {key: "families.policy.direction", do: conf("direction: full", "direction: backward"), code: RulePolicyLoosened.ID, line: 6, text: "the direction of order is backward, and git:main:runresult.yaml:6 says full"},
		"the other direction":      {key: "families.policy.direction", before: conf("direction: full", "direction: forward"), do: conf("direction: forward", "direction: backward"), code: RulePolicyLoosened.ID, line: 6},
		"both directions":          {key: "families.policy.direction", before: conf("direction: full", "direction: forward"), do: conf("direction: forward", "direction: full")},
		"less content":             {key: "families.policy.content", do: conf("content: open", "content: writer"), code: RulePolicyLoosened.ID, line: 6, text: "the content of order is writer"},
		"more content":             {key: "families.policy.content", before: conf("content: open", "content: writer"), do: conf("content: writer", "content: open")},
		"the last release":         {key: "families.policy.transitive", do: conf("transitive: true", "transitive: false"), code: RulePolicyLoosened.ID, line: 6, text: "compared with its last release only"},
		"every release":            {key: "families.policy.transitive", before: conf("transitive: true", "transitive: false"), do: conf("transitive: false", "transitive: true")},
		"another draft":            {key: "families.draft", before: tuple, do: both(conf("head: schema/price.json\n", "head: schema/price.json\n    draft: draft7\n")), code: RuleReleaseReread.ID, line: 14, text: "the release 1.0.0 of price means something else than at git:main because of `draft`"},
		"a draft that is no other": {key: "families.draft", do: conf("    draft: draft2020-12\n", "    draft: draft2019-09\n")},
		"later keywords": {key: "families.later_keywords", before: tuple7, do: conf("    draft: draft7\n", "    draft: draft7\n    later_keywords: true\n"),
			code: RuleReleaseReread.ID, line: 15, text: "the former head of price means something else than at git:main because of `later_keywords`"},
		"no later keywords": {key: "families.later_keywords", before: both(tuple7, conf("    draft: draft7\n", "    draft: draft7\n    later_keywords: true\n")), do: conf("    later_keywords: true\n", ""),
			code: RuleReleaseReread.ID, line: 12, text: "the former head of price means something else than at git:main because of `later_keywords`"},
		"later keywords that are not there": {key: "families.later_keywords", do: conf("    draft: draft2020-12\n", "    draft: draft2020-12\n    later_keywords: true\n")},
		"another dialect": {key: "dialects", before: strange, do: conf("u:strange: draft7", "u:strange: draft2020-12"),
			code: RuleReleaseReread.ID, line: 2, text: "the release 1.0.0 of order means something else than at git:main because of `dialects`"},
		"a dialect more": {key: "dialects", do: func(r *repo) { r.write(confPath, "dialects: {u:strange: draft7}\n"+r.read(confPath)) }},
		"a map to another file": {key: "families.map", do: both(conf("schema/released/price/1.0.0.json", "schema/released/price/1.1.0.json"), func(r *repo) {
			next := `{"$id": "urn:price:1.1.0", "items": {"type": "number"}}`
			r.write("schema/released/price/1.1.0.json", next)
			r.write("schema/price.json", next)
			r.write(sumsPath, r.read(sumsPath)+sumLine("price/1.1.0.json", next))
			r.write(logPath, r.read(logPath)+"\n## Schema price 1.1.0 - 2026-11-02\n")
		}, generate), code: RuleReleaseReread.ID, line: 8, text: "because of `map`"},
		"a map more":                           {key: "families.map", do: conf(`map: {"urn:price"`, `map: {"urn:p": schema/price.json, "urn:price"`)},
		"an entry point less":                  {key: "families.entries", before: both(definitions, entries("/$defs/A, /$defs/B")), do: conf("entries: [/$defs/A, /$defs/B]", "entries: [/$defs/A]"), code: RuleEntryDropped.ID, line: 15, text: "the entry point /$defs/B of price is not judged any more, which it is at git:main:runresult.yaml:15"},
		"entry points of some definitions":     {key: "families.entries", before: definitions, do: entries("/$defs/A"), code: RuleEntryDropped.ID, line: 15, text: "the entry point /$defs/B of price"},
		"entry points of all definitions":      {key: "families.entries", before: definitions, do: entries("/$defs/B, /$defs/A")},
		"no entry points where all are judged": {key: "families.entries", before: both(definitions, entries("/$defs/A")), do: conf("    entries: [/$defs/A]\n", "")},
		"an entry point for the whole":         {key: "families.entries", do: entries("/items"), code: RuleEntryDropped.ID, line: 15, text: "the schema as a whole of price is not judged any more, which it is at git:main:runresult.yaml:12"},
		"the whole for an entry point":         {key: "families.entries", before: entries("/items"), do: conf("    entries: [/items]\n", ""), code: RuleEntryDropped.ID, line: 12, text: "the entry point /items of price"},
		"no code":                              {key: "families.generate", do: noCode, code: RuleOutputDropped.ID, line: 3, text: "go in orderv1, which git:main:runresult.yaml:10 generates from order, is not held to the schema any more"},
		"code elsewhere":                       {key: "families.generate.out", do: both(conf("out: orderv1", "out: other"), generate), code: RuleOutputDropped.ID, line: 10},
		"other code":                           {key: "families.generate.lang", do: both(conf("lang: go", "lang: typescript")), code: "gate-unreadable"},
		"another package":                      {key: "families.generate.package", do: both(conf("package: orderv1", "package: orderv2"), generate), code: RuleGoAPI.ID, line: 10, text: "the package has another name"},
		"the same package":                     {key: "families.generate.package", do: conf("package: orderv1, ", "")},
		"another type":                         {key: "families.generate.type", do: both(conf("type: Order", "type: Bestellung"), generate), code: RuleGoAPI.ID, line: 10, text: "stop compiling: Order: removed"},
		"other integers":                       {key: "families.generate.int64", do: both(conf("int64: false", "int64: true"), generate), code: RuleGoAPI.ID, line: 10, text: "int64"},
		"other tags":                           {key: "families.generate.tags", do: both(conf("tags: [yaml]", "tags: [bson]"), generate), code: RuleOutputDropped.ID, line: 10, text: "has no tags for yaml any more"},
		"an import":                            {key: "families.generate.import", do: both(conf("import: {}", `import: {"urn:price": example.com/price}`), generate), code: RuleGoAPI.ID, line: 10},
		"formats let go":                       {key: "families.generate.assert_formats", do: both(conf("assert_formats: true, ", ""), generate), code: RuleOutputDropped.ID, line: 10, text: "does not assert formats any more"},
		"formats asserted":                     {key: "families.generate.assert_formats", before: both(conf("assert_formats: true, ", ""), generate), do: both(conf("tags:", "assert_formats: true, tags:"), generate)},
		"a waiver":                             {key: "families.waive", do: conf("waive: [", "waive: [{unknown: too-much-work, from: 1.0.0, to: 1.0.0, why: so}, "), code: RuleWaiverAdded.ID, line: 11, text: "the waiver of order for unknown: too-much-work, from 1.0.0 to 1.0.0, is not at git:main:runresult.yaml:3"},
		"no waiver":                            {key: "families.waive", do: conf("    waive: [{unknown: go-api, from: 1.0.0, to: 0.9.0, why: nobody used it}]\n", "")},
		"another question":                     {key: "families.waive.unknown", do: conf("unknown: go-api", "unknown: pattern"), code: RuleWaiverAdded.ID, line: 11},
		"another from":                         {key: "families.waive.from", do: conf("from: 1.0.0", "from: 1.1.0"), code: RuleWaiverAdded.ID, line: 11},
		"another to":                           {key: "families.waive.to", do: conf("to: 0.9.0", "to: 1.0.0"), code: RuleWaiverAdded.ID, line: 11},
		"another reason":                       {key: "families.waive.why", do: conf("nobody used it", "somebody did not")},
		"a file moved":                         {key: "version", do: both(move(confPath, "conf.yaml"), func(r *repo) { r.conf = "conf.yaml" })},
		"a file moved, less":                   {key: "version", do: both(conf(price, ""), move(confPath, "conf.yaml"), func(r *repo) { r.conf = "conf.yaml" }), code: RuleFamilyDropped.ID, file: "conf.yaml", line: 3},
		"a file moved, another in its place":   {key: "version", do: both(conf(price, ""), move(confPath, "conf.yaml"), func(r *repo) { r.conf = "conf.yaml"; r.write(confPath, "a: 1\n") }), code: RuleFamilyDropped.ID, file: "conf.yaml", line: 3},
		"a file moved, a configuration in its place": {key: "version", do: both(conf(price, ""), move(confPath, "conf.yaml"), func(r *repo) {
			r.conf = "conf.yaml"
			r.write(confPath, "version: 1\nfamilies:\n  - {name: price, head: schema/order.v1.json}\n")
		}), code: RuleFamilyDropped.ID, file: "conf.yaml", line: 3},
		"a file beside": {key: "version", do: func(r *repo) {
			r.write("conf.yaml", "version: 1\nfamilies:\n"+price)
			r.write(confPath, "version: 1\nfamilies:\n"+order)
			r.conf = "conf.yaml"
		}},
		"a section twice": {key: "families.name", do: func(r *repo) {
			r.edit(logPath, "## Schema price 1.0.0 - 2026-11-01", "## Schema price 1.0.0 - 2026-11-01\n\nNothing.\n\n## Schema price 1.0.0 - 2026-11-01")
		}, code: RuleChangelogRewritten.ID, file: logPath, line: 25, text: "says something else than at git:main"},
		"a section less":    {key: "families.name", do: func(r *repo) { r.edit(logPath, "## Schema price 1.0.0 - 2026-11-01", "## Price") }, code: RuleChangelogRewritten.ID, file: logPath, text: "has no section any more for price 1.0.0, which was released on 2026-11-01"},
		"another section":   {key: "families.name", do: func(r *repo) { r.edit(logPath, "First version.", "Nothing.") }, code: RuleChangelogRewritten.ID, file: logPath, line: 25, text: "says something else than at git:main"},
		"another date":      {key: "families.name", do: func(r *repo) { r.edit(logPath, "2026-11-01", "2026-11-02") }, code: RuleChangelogRewritten.ID, file: logPath, line: 25},
		"other blank lines": {key: "families.name", do: func(r *repo) { r.edit(logPath, "\n\nFirst version.", "\nFirst version.") }},
	} {
		t.Run(name, func(t *testing.T) {
			assert.True(t, slices.ContainsFunc(treatments, func(x treatment) bool { return x.key == c.key }), "no treatment of %s", c.key)
			r := newRichRepo(t, strings.HasPrefix(c.key, "families.generate"))
			if c.before != nil {
				c.before(r)
				require.True(t, r.check().OK(), "%v", r.check().Findings)
			}
			main := r.all()
			c.do(r)
			rep, err := r.tryCheck(r.against(main))
			if c.code == "gate-unreadable" {
				assert.Error(t, err)
				return
			}
			require.NoError(t, err)
			if c.code == "" {
				assert.True(t, rep.OK(), "%v", rep.Findings)
				return
			}
			assert.False(t, rep.OK())
			i := slices.Index(codes(rep), c.code)
			require.GreaterOrEqual(t, i, 0, "%v", rep.Findings)
			f := rep.Findings[i]
			if c.file == "" {
				c.file = confPath
			}
			assert.Equal(t, slashed(r.path(c.file)), f.File)
			assert.Equal(t, c.line, f.Line, f.Message)
			assert.Contains(t, strings.ReplaceAll(f.Message, slashed(r.dir)+"/", ""), c.text)
			assert.NotEmpty(t, f.Hint)
		})
	}
}

// definitions makes the price a schema that has definitions only.
func definitions(r *repo) {
	text := `{"$id": "urn:price:1.0.0", "$defs": {"A": {"type": "integer"}, "B": {"type": "string"}}}`
	r.write("schema/released/price/1.0.0.json", text)
	r.write("schema/price.json", text)
	r.write(sumsPath, strings.SplitAfter(r.read(sumsPath), "\n")[0]+sumLine("price/1.0.0.json", text))
	r.generate()
}

// entries lists entry points of the price.
func entries(list string) func(*repo) {
	return func(r *repo) { r.write(confPath, r.read(confPath)+"    entries: ["+list+"]\n") }
}

// rerelease edits the release of the price and its line of SHA256SUMS.
func rerelease(r *repo) {
	text := `{"$id": "urn:price:1.0.0", "items": {"type": "integer"}, "title": "so"}`
	r.write("schema/released/price/1.0.0.json", text)
	r.write("schema/price.json", text)
	r.write(sumsPath, strings.SplitAfter(r.read(sumsPath), "\n")[0]+sumLine("price/1.0.0.json", text))
}

// tuple makes the price what drafts read differently.
func tuple(r *repo) {
	text := `{"$id": "urn:price:1.0.0", "prefixItems": [{"type": "integer"}]}`
	r.write("schema/released/price/1.0.0.json", text)
	r.write("schema/price.json", text)
	r.write(sumsPath, strings.SplitAfter(r.read(sumsPath), "\n")[0]+sumLine("price/1.0.0.json", text))
	r.generate()
}

// tuple7 has it read as draft 7, which does not know its keyword.
func tuple7(r *repo) {
	tuple(r)
	r.edit(confPath, "head: schema/price.json\n", "head: schema/price.json\n    draft: draft7\n")
}

// strange has the price name a dialect that only the configuration knows.
func strange(r *repo) {
	text := `{"$schema": "u:strange", "$id": "urn:price:1.0.0", "prefixItems": [{"type": "integer"}]}`
	r.write("schema/released/price/1.0.0.json", text)
	r.write("schema/price.json", text)
	r.write(sumsPath, strings.SplitAfter(r.read(sumsPath), "\n")[0]+sumLine("price/1.0.0.json", text))
	r.edit(confPath, "version: 1\n", "version: 1\ndialects: {u:strange: draft7}\n")
	r.generate()
}

// TestEveryKeyIsTreated: a key of the configuration without a treatment is an edit
// that nobody looks at.
func TestEveryKeyIsTreated(t *testing.T) {
	f, err := source.ParseJSON(config.SchemaName, config.Schema)
	require.NoError(t, err)
	var want []string
	var walk func(prefix string, v *source.Value)
	walk = func(prefix string, v *source.Value) {
		if ref := v.Get("$ref"); ref != nil {
			to, ok := f.At(strings.TrimPrefix(ref.Text, "#"))
			require.True(t, ok, ref.Text)
			walk(prefix, to)
		}
		if items := v.Get("items"); items != nil {
			walk(prefix, items)
		}
		if properties := v.Get("properties"); properties != nil {
			for _, m := range properties.Members {
				want = append(want, strings.TrimPrefix(prefix+"."+m.Name, "."))
				walk(strings.TrimPrefix(prefix+"."+m.Name, "."), m.Value)
			}
		}
	}
	walk("", f.Root)
	var got []string
	for _, x := range treatments {
		got = append(got, x.key)
		assert.NotEmpty(t, x.what, x.key)
	}
	assert.ElementsMatch(t, want, got, "say in gate/treatments.go what --against makes of an edit of each key")
	assert.Greater(t, len(want), 20)
}

// TestAgainstMoreFiles: a release means what the files that it refers to mean.
func TestReferredFileChanges(t *testing.T) {
	r := newRichRepo(t, false)
	main := r.all()
	r.write(confPath, strings.Replace(r.read(confPath), "name: price", "name: cost", 1))
	text := `{"$id": "urn:price:1.0.0", "items": {"type": "number"}}`
	r.write("schema/released/price/1.0.0.json", text)
	r.write("schema/price.json", text)
	r.write(sumsPath, strings.SplitAfter(r.read(sumsPath), "\n")[0]+sumLine("price/1.0.0.json", text))
	r.generate()
	rep := r.check(r.against(main))
	f := the(t, rep, RuleReleaseReread.ID)
	assert.Contains(t, f.Message, "the release 1.0.0 of order means something else than at git:main because of what it refers to")
	assert.Equal(t, slashed(r.path("schema/released/price/1.0.0.json")), f.File)
}

// TestDroppedReleases: what nobody judges any more is compared all the same.
func TestDroppedReleases(t *testing.T) {
	r := newRichRepo(t, false)
	main := r.all()
	r.write(confPath, "version: 1\nfamilies:\n"+richConfig[strings.Index(richConfig, "  - name: price"):])
	r.edit(frozen, "integer", "number")
	r.edit(logPath, "- The order.", "- An order.")
	rep := r.check(r.against(main))
	assert.Equal(t, []string{RuleFamilyDropped.ID, RuleReleaseRewritten.ID, RuleChangelogRewritten.ID}, codes(rep))
	assert.Contains(t, rep.Findings[1].Message, "is a release of order, and has other bytes than at git:main")
	r.remove(frozen)
	assert.Contains(t, the(t, r.check(r.against(main)), RuleReleaseRewritten.ID).Message, "is not there any more")
}

// TestDroppedMajor: the head of a major is a family of its own.
func TestDroppedMajor(t *testing.T) {
	r := newRepo(t)
	r.write("schema/order.v2.json", strings.Replace(orderText, "1.0.0", "2.0.0", 1))
	r.write(confPath, configText+"  - {name: order, head: schema/order.v2.json, released: schema/released/order}\n")
	main := r.all()
	assert.True(t, r.check(r.against(main)).OK())
	r.write(confPath, "version: 1\nfamilies:\n  - {name: order, head: schema/order.v2.json, released: schema/released/order}\n")
	f := the(t, r.check(r.against(main)), RuleFamilyDropped.ID)
	assert.Contains(t, f.Message, "the family order (major 1, schema/order.v1.json) of ")
}

// TestNoFormerConfiguration: nothing to compare with is said, and what cannot be read
// is no configuration that allows everything.
func TestNoFormerConfiguration(t *testing.T) {
	r := newRepo(t)
	main := r.all()
	delete(main, confPath)
	assert.Equal(t, []string{RuleConfigNew.ID}, codes(r.check(r.against(main))))
	main[confPath] = "version: 1\nfamilies: []\n"
	_, err := r.tryCheck(r.against(main))
	assert.ErrorContains(t, err, "git:main:"+slashed(r.path(confPath))+":2:11: at /families: the configuration of that commit cannot be read: ")
	delete(main, confPath)
	main["old/runresult.yaml"] = "families"
	_, err = r.tryCheck(r.against(main))
	assert.ErrorContains(t, err, "the configuration of that commit cannot be read: ")
}
