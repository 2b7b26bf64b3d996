package gate

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// shop is a repository of two families, drawn from ways to say the same: a price
// that has a release, and an order in one or two majors that refers to it.
type shop struct {
	extension string // of the order's head
	reference string // to the price
	mapped    string // the order's map
	draft     string // of the order, which then has no $schema
	policy    string
	entries   string // of the order
	code      bool   // Go is generated
	secondly  bool   // the head of major 1 has an entry of its own, before or behind
	before    bool
	major     bool // the release is the first of the next major
	lone      bool // nothing of the order was released before
}

const priceID = "https://example.com/price/1.0.0"

// references are ways to name the price, with the map that each needs.
var references = [][2]string{
	{priceID, `{"` + priceID + `": schema/released/price/1.0.0.json}`},
	{priceID + ".json#/properties/amount", `{"https://example.com/price/": schema/released/price}`},
	{"released/price/1.0.0.json", ""},
	{"./released/price/1.0.0.json#/properties/amount", ""},
	{"price.json", `{price.json: schema/released/price/1.0.0.json}`},
}

func drawShop(r *rand.Rand) shop {
	pick := references[r.IntN(len(references))]
	s := shop{
		extension: []string{".json", ".yaml", ".YAML", ".yml", ".schema", ""}[r.IntN(6)],
		reference: pick[0], mapped: pick[1],
		entries: []string{"", "", "[/properties/status]"}[r.IntN(3)],
		draft:   []string{"", "draft4", "draft7", "draft2019-09"}[r.IntN(4)],
		policy:  []string{"", "{direction: backward}", "{direction: forward, transitive: false}"}[r.IntN(3)],
		code:    r.IntN(2) == 0, secondly: r.IntN(2) == 0, before: r.IntN(2) == 0, major: r.IntN(3) == 0, lone: r.IntN(4) == 0,
	}
	if s.lone || s.draft == "draft4" { // nothing to make a major of, and one kind of draft
		s.major = false
	}
	return s
}

// order is the text of the order, with members more.
func (s shop) order(version, more string) string {
	id := "$id"
	if s.draft == "draft4" {
		id = "id"
	}
	text := `"` + id + `": "https://example.com/order/` + version + `", "type": "object", "properties": {"status": {"type": "string"}` + more + `}`
	if s.draft == "" {
		text = `"$schema": "https://json-schema.org/draft/2020-12/schema", ` + text
	}
	return "{" + text + "}\n"
}

// entry is the order's entry of the configuration.
func (s shop) entry(head, out string) string {
	e := "  - name: order\n    head: " + head + "\n    released: schema/released/order\n"
	for key, value := range map[string]string{"map": s.mapped, "draft": s.draft, "policy": s.policy, "entries": s.entries} {
		if value != "" {
			e += "    " + key + ": " + value + "\n"
		}
	}
	if s.code {
		e += "    generate:\n      - {lang: go, package: " + out + ", type: Order, out: " + out + "}\n"
	}
	return e
}

// build writes the shop into a repository whose gate is open and whose order can be
// released.
func (s shop) build(r *repo) {
	r.remove("orderv1")
	r.remove("schema")
	r.write("schema/price.json", `{"$id": "`+priceID+`", "properties": {"amount": {"type": "integer"}}}`)
	r.write("schema/released/price/1.0.0.json", r.read("schema/price.json"))
	sums := sumLine("price/1.0.0.json", r.read("schema/price.json"))
	log := "# Changelog\n\n## [Unreleased]\n\n### Schema order\n\n- `total` is new, and `status` is a number.\n\n## Schema price 1.0.0 - 2026-01-01\n"

	n := 1
	old := s
	if s.secondly { // a major before the one that is released, which knew no price and no dialect
		n = 2
		old.mapped, old.draft, old.entries, old.code = "", "", "", false
		first := old.order("1.0.0", "")
		r.write("schema/order.v1.json", first)
		r.write("schema/released/order/1.0.0.json", first)
		sums = sumLine("order/1.0.0.json", first) + sums
		log += "\n## Schema order 1.0.0 - 2026-01-01\n"
	}
	head := fmt.Sprintf("schema/order.v%d%s", n, s.extension)
	if s.extension == "" || s.extension == ".schema" {
		head = fmt.Sprintf("schema/order%d%s", n, s.extension)
	}
	more := `, "total": {"$ref": "` + s.reference + `"}`
	version := fmt.Sprintf("%d.0.0", n)
	if !s.lone {
		text := s.order(version, "")
		name := "schema/released/order/" + version + ".json"
		r.write(name, text)
		sums += sumLine("order/"+version+".json", text)
		log += "\n## Schema order " + version + " - 2026-01-01\n"
		version = fmt.Sprintf("%d.1.0", n)
	}
	text := s.order(version, more)
	if s.major {
		text = strings.Replace(text, `"status": {"type": "string"}`, `"status": {"type": "integer"}`, 1)
	}
	if strings.HasPrefix(strings.ToLower(s.extension), ".y") {
		text = "# the order\n" + text
	}
	r.write(head, text)
	conf := s.entry(head, fmt.Sprintf("orderv%d", n))
	if s.secondly && s.before {
		conf = old.entry("schema/order.v1.json", "orderv1") + conf
	} else if s.secondly {
		conf += old.entry("schema/order.v1.json", "orderv1")
	}
	r.write(confPath, "version: 1\nfamilies:\n"+conf+"  - {name: price, head: schema/price.json, released: schema/released/price}\n")
	r.write(sumsPath, sums)
	r.write(logPath, log)
	r.generate()
}

// TestReleaseNeverJams: where the gate is open, or only the next major is in its
// way, a release is refused before anything is written, or leaves the gate open.
func TestReleaseNeverJams(t *testing.T) {
	released := 0
	for seed := range uint64(30) {
		s := drawShop(rand.New(rand.NewPCG(seed, 0)))
		t.Run(fmt.Sprintf("%d %+v", seed, s), func(t *testing.T) {
			r := newRepo(t)
			r.compare = compare
			s.build(r)
			rep := r.check()
			require.Equal(t, !s.major, rep.OK(), "%v", rep.Findings)
			name := "order"
			if s.secondly {
				name = "order.v2"
			}
			out, err := r.release(func(o *ReleaseOptions) { o.Family, o.Major = name, s.major })
			require.NoError(t, err)
			require.True(t, out.Check.OK(), "%v", out.Check.Findings)
			rep = r.check()
			assert.True(t, rep.OK(), "%v", rep.Findings)
			released++
		})
	}
	assert.Equal(t, 30, released)
}

// TestReleaseRefusedBeforehand: what the gate could not judge afterwards is said
// before anything is written.
func TestReleaseRefusedBeforehand(t *testing.T) {
	r := newRepo(t)
	r.compare = compare
	// The file of the next major is not there, but its version is another head's.
	r.write("schema/next.json", strings.Replace(orderText, "1.0.0", "2.0.0", 1))
	r.write(confPath, configText+"  - {name: order, head: schema/next.json, released: schema/released/order}\n")
	r.edit(headPath, `, "partial"`, "")
	name2(r)
	out, err := r.release(func(o *ReleaseOptions) { o.Family, o.Major = "order.v1", true })
	require.NoError(t, err)
	assert.Contains(t, codes(out.Check), RuleMajorShared.ID)

	// An error of the judgement to come has its place, and says when it would come.
	p := &plan{checker: &checker{config: r.config(), compare: compare}, head: &head{Family: &r.config().Families[0]}}
	p.write(headPath, []byte(`{"$ref": "#/nowhere"}`), "")
	err = p.afterwards(t.Context())
	assert.ErrorContains(t, err, headPath+":1:10: at /$ref: the gate could not judge this family any more after the release: ")
}

// TestReleasesReferOutside: neither a head nor a release may refer to what nobody
// froze, or what was edited since.
func TestReleasesReferOutside(t *testing.T) {
	r := newRepo(t)
	r.compare = compare
	shop{extension: ".json", reference: references[2][0]}.build(r)
	out, err := r.release(func(o *ReleaseOptions) { o.Family = "order" })
	require.NoError(t, err)
	require.True(t, out.Check.OK())
	assert.True(t, r.check().OK())

	r.edit(confPath, "  - {name: price, head: schema/price.json, released: schema/released/price}\n", "")
	rep := r.check()
	assert.Equal(t, []string{RuleOutside.ID, RuleOutside.ID}, codes(rep))
	assert.Contains(t, rep.Findings[0].Message, "refers to "+filepath.ToSlash(r.path("schema/released/price/1.0.0.json")))
	assert.Equal(t, filepath.ToSlash(r.path("schema/released/order/1.1.0.json")), rep.Findings[1].File)

	r.write(confPath, r.read(confPath)+"  - {name: price, head: schema/price.json, released: schema/released/price}\n")
	r.edit("schema/released/price/1.0.0.json", "integer", "number")
	out, err = r.release(func(o *ReleaseOptions) { o.Family = "order" })
	require.NoError(t, err)
	assert.Contains(t, codes(out.Check), RuleOutside.ID, "the family that froze it is not judged, its checksum is")
}

// TestMetaSchemaIsFrozen: a meta-schema says which keywords of a release count, so it
// is something that the release refers to.
func TestMetaSchemaIsFrozen(t *testing.T) {
	r := newRepo(t)
	r.compare = compare
	meta := `{"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "https://example.com/meta/1.0.0",
		"$vocabulary": {"https://json-schema.org/draft/2020-12/vocab/core": true, "https://json-schema.org/draft/2020-12/vocab/validation": true}}`
	r.write("schema/meta.json", meta)
	r.write(headPath, `{"$schema": "https://example.com/meta/1.0.0", "$id": "urn:order:1.0.0", "type": "object"}`)
	r.remove("schema/released")
	r.remove("orderv1")
	r.write(logPath, "# Changelog\n")
	entry := "version: 1\nfamilies:\n  - {name: order, head: schema/order.v1.json, released: schema/released/order, map: {\"https://example.com/meta/1.0.0\": %s}}\n"
	r.write(confPath, fmt.Sprintf(entry, "schema/meta.json"))
	assert.Contains(t, the(t, r.check(), RuleOutside.ID).Message, "schema/meta.json, which can change")

	r.write(confPath, fmt.Sprintf(entry, "frozen/meta/1.0.0.json")+"  - {name: meta, head: schema/meta.json, released: frozen/meta}\n")
	r.write("frozen/meta/1.0.0.json", meta)
	r.write("frozen/SHA256SUMS", sumLine("meta/1.0.0.json", meta))
	assert.True(t, r.check().OK(), "%v", r.check().Findings)
}
