package compat

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/rounds"
)

// drawn makes small schemas whose members, values and patterns are few, so that the
// documents that tell them apart are few as well.
type drawn struct{ *rand.Rand }

var (
	someNames    = []string{"a", "b", "x1"}
	somePatterns = []string{"^x", "^y", "^[^a]", "", "1$"}
	allNames     = []string{"a", "b", "x1", "x2", "y1", "z", ""}
	// placeNames are names of every kind that someNames and somePatterns tell apart:
	// TestPlaceNames.
	placeNames = []string{"a", "b", "x1", "aq", "a1", "x2", "x11", "y", "y1", "z", "z1"}
)

func pick[T any](r drawn, list []T) T { return list[r.IntN(len(list))] }

func (r drawn) schema(depth int) any {
	if r.IntN(12) == 0 {
		return r.IntN(4) > 0
	}
	o := object{}
	for range 1 + r.IntN(3) {
		r.keyword(o, depth)
	}
	return o
}

// scalar is a keyword that holds no schemas.
func (r drawn) scalar(o object) {
	switch r.IntN(12) {
	case 0, 1:
		o["type"] = pick(r, []any{"object", "string", "integer", "array", "null"})
	case 2:
		o["type"] = pick(r, []any{[]any{"object", "null"}, []any{"string", "integer"}, []any{"string", "number", "object", "array", "boolean", "null"}})
	case 3:
		o["const"] = pick(r, []any{1.0, "s", nil, object{}, object{"a": 1.0}})
	case 4:
		o["enum"] = pick(r, []any{[]any{1.0, 2.0}, []any{"s", object{"b": 1.0}}, []any{nil}})
	case 5, 6:
		o["default"] = pick(r, []any{1.0, 2.0, "s"})
	case 7:
		o["format"] = pick(r, []any{"date", "uri"})
	case 8:
		o["minLength"] = float64(r.IntN(2))
	case 9:
		o["minProperties"] = float64(r.IntN(3))
	case 10:
		o["required"] = pick(r, []any{[]any{"a"}, []any{"b"}, []any{"a", "x1"}, []any{}})
	case 11:
		o[pick(r, []string{"minItems", "maxItems", "maxProperties"})] = float64(r.IntN(3))
	}
}

func (r drawn) keyword(o object, depth int) {
	if depth <= 0 {
		r.scalar(o)
		return
	}
	sub := func() any { return r.schema(depth - 1) }
	named := func(names []string) object {
		m := object{}
		for range 1 + r.IntN(2) {
			m[pick(r, names)] = sub()
		}
		return m
	}
	switch r.IntN(24) {
	case 0, 1, 2, 3, 4:
		o["properties"] = named(someNames)
	case 5, 6:
		o["patternProperties"] = named(somePatterns)
	case 7, 8:
		o["additionalProperties"] = sub()
	case 9:
		o["unevaluatedProperties"] = sub()
	case 10:
		o["propertyNames"] = pick(r, []any{object{"enum": []any{"a", "x1"}}, object{"format": "uri"}, object{"minLength": 1.0}})
	case 11:
		o["dependentRequired"] = object{pick(r, someNames): []any{pick(r, someNames)}}
	case 12:
		o["dependentSchemas"] = named(someNames)
	case 13:
		o["items"] = sub()
	case 14:
		o["prefixItems"] = []any{sub()}
	case 15:
		o["contains"] = sub()
		if r.IntN(2) == 0 {
			o["minContains"] = 0.0
		}
	case 16:
		o[pick(r, []string{"anyOf", "oneOf", "allOf"})] = []any{sub(), sub()}
	case 17:
		o["anyOf"] = []any{sub(), sub()}
	case 18:
		o["not"] = sub()
	case 19:
		o["if"], o["then"] = sub(), sub()
		if r.IntN(2) == 0 {
			o["else"] = sub()
		}
	case 20:
		o["$ref"] = pick(r, []string{"#/$defs/d", "#/$defs/d", "#/$defs/e"})
	default:
		r.scalar(o)
	}
}

// whole is a schema with its definitions.
func (r drawn) whole() object {
	o := object{"type": "object"}
	if r.IntN(8) == 0 {
		o = object{}
	}
	o["properties"] = object{pick(r, someNames): r.schema(1)}
	for range 1 + r.IntN(3) {
		r.keyword(o, 2)
	}
	plain := drawn{r.Rand}
	d, e := object{}, object{}
	for range 2 {
		plain.scalar(d)
		plain.scalar(e)
	}
	if r.IntN(2) == 0 {
		e["properties"] = object{pick(r, someNames): pick(r, []any{any(object{"$ref": "#"}), any(object{"$ref": "#/$defs/d"})})}
	}
	o["$defs"] = object{"d": d, "e": e}
	return o
}

// edited changes one thing somewhere.
func (r drawn) edited(v any, depth int) any {
	switch v := v.(type) {
	case object:
		keys := names(v)
		if len(keys) == 0 || r.IntN(3) == 0 && depth > 0 {
			o := maps.Clone(v)
			if r.IntN(2) == 0 && len(keys) > 0 {
				delete(o, pick(r, keys))
			} else {
				r.keyword(o, 1)
			}
			return o
		}
		k := pick(r, keys)
		o := maps.Clone(v)
		switch k {
		case "properties", "patternProperties", "dependentSchemas", "$defs":
			m := maps.Clone(asObject(v[k]))
			name := pick(r, names(m))
			switch {
			case k == "$defs" || r.IntN(3) > 0:
				m[name] = r.edited(m[name], depth+1)
			case r.IntN(2) == 0:
				delete(m, name)
			case k == "patternProperties":
				m[pick(r, somePatterns)] = r.schema(1)
			default:
				m[pick(r, someNames)] = r.schema(1)
			}
			if o[k] = m; len(m) == 0 {
				delete(o, k)
			}
		case "allOf", "anyOf", "oneOf", "prefixItems":
			list := slices.Clone(asList(v[k]))
			i := r.IntN(len(list))
			list[i] = r.edited(list[i], depth+1)
			o[k] = list
		case "additionalProperties", "unevaluatedProperties", "items", "contains", "not", "if", "then", "else":
			o[k] = r.edited(v[k], depth+1)
		default:
			if delete(o, k); r.IntN(2) == 0 {
				r.scalar(o)
			}
		}
		return o
	case bool:
		return r.schema(1)
	}
	return v
}

// stripped takes members out of a schema here and there.
func (r drawn) stripped(v any) any {
	switch v := v.(type) {
	case object:
		o := object{}
		for _, k := range names(v) {
			if o[k] = r.stripped(v[k]); (k == "properties" || k == "patternProperties") && len(asObject(v[k])) > 0 {
				m := asObject(o[k])
				if delete(m, pick(r, names(m))); len(m) == 0 && r.IntN(2) == 0 {
					delete(o, k)
				}
			}
		}
		return o
	case []any:
		list := make([]any, len(v))
		for i, x := range v {
			list[i] = r.stripped(x)
		}
		return list
	}
	return v
}

// valid leaves out what is no schema: a reference in place to itself.
func valid(v object) bool {
	s := naive{v}
	var circles func(p part, on []string) bool
	circles = func(p part, on []string) bool {
		if slices.Contains(on, p.at) {
			return true
		}
		return slices.ContainsFunc(s.inPlace(p), func(q part) bool { return circles(q, append(slices.Clip(on), p.at)) })
	}
	bad := false
	var walk func(x any, at string)
	walk = func(x any, at string) {
		switch x := x.(type) {
		case object:
			bad = bad || circles(part{schema: x, at: at}, nil)
			for _, k := range names(x) {
				if k != "const" && k != "enum" && k != "default" {
					walk(x[k], at+"/"+k)
				}
			}
		case []any:
			for i, y := range x {
				walk(y, at+"/"+strconv.Itoa(i))
			}
		}
	}
	walk(any(v), "")
	return !bad
}

// documents are small documents over the names and values that schemas use.
func (r drawn) documents(n int) []any {
	leaves := []any{nil, true, 1.0, 2.0, "", "s", object{}, []any{}}
	var value func(depth int) any
	value = func(depth int) any {
		switch k := r.IntN(6); {
		case depth <= 0 || k < 2:
			return pick(r, leaves)
		case k == 2:
			list := []any{}
			for range 1 + r.IntN(2) {
				list = append(list, value(depth-1))
			}
			return list
		}
		o := object{}
		for range 1 + r.IntN(3) {
			o[pick(r, allNames[:6])] = value(depth - 1)
		}
		return o
	}
	list := slices.Clone(leaves)
	for _, name := range allNames[:6] {
		for _, v := range leaves {
			list = append(list, object{name: v})
		}
	}
	for len(list) < n {
		list = append(list, value(1+r.IntN(3)))
	}
	return list
}

// TestNaive: what the package says of random pairs is what the page says, as far
// as documents can tell.
func TestNaive(t *testing.T) {
	seed := uint64(2036)
	if text := os.Getenv("NAIVE_SEED"); text != "" {
		n, err := strconv.ParseUint(text, 10, 64)
		require.NoError(t, err)
		seed = n
	}
	tried := map[string]int{}
	for i := range rounds.Of(120, 20_000) {
		r := drawn{rand.New(rand.NewPCG(seed, uint64(i)))}
		old := r.whole()
		new, _ := r.edited(any(old), 0).(object)
		for range r.IntN(3) {
			new, _ = r.edited(any(new), 0).(object)
		}
		if r.IntN(10) == 0 {
			new = r.whole()
		}
		if r.IntN(4) == 0 {
			new = r.stripped(any(old)).(object)
		}
		if new["$defs"] = old["$defs"]; r.IntN(3) == 0 {
			defs, name := maps.Clone(asObject(old["$defs"])), pick(r, []string{"d", "e"})
			defs[name] = r.edited(defs[name], 1)
			new["$defs"] = defs
		}
		if !valid(old) || !valid(new) {
			continue
		}
		p := &naivePair{old: naive{any(old)}, new: naive{any(new)}, tried: tried}
		p.check(t, r)
		if t.Failed() {
			t.Fatalf("pair %d of seed %d:\nold: %s\nnew: %s\n%s", i, seed, text2(old), text2(new), text2(p.report))
		}
	}
	t.Log(tried)
	assert.Greater(t, tried["pairs"], rounds.Of(90, 15_000))
	assert.Greater(t, tried["incompatible"]+tried["losses"], rounds.Of(30, 5_000))
}

// TestPlaceNames: no name is told apart from all of placeNames by what the drawn
// schemas list and match.
func TestPlaceNames(t *testing.T) {
	kind := func(name string) string {
		key := ""
		for _, pattern := range somePatterns {
			key += strconv.FormatBool(matches(pattern, name))
		}
		if slices.Contains(someNames, name) {
			key += name
		}
		return key
	}
	told := map[string]bool{}
	for _, name := range placeNames {
		told[kind(name)] = true
	}
	name := ""
	var longer func(most int)
	longer = func(most int) {
		assert.True(t, told[kind(name)], "no name is like %q", name)
		for _, letter := range []string{"a", "b", "x", "y", "1", "2", "~"} {
			if most > 0 {
				was := name
				name += letter
				longer(most - 1)
				name = was
			}
		}
	}
	longer(4)
	assert.Len(t, told, len(placeNames), "two names are of one kind")
}

func text2(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

// naivePair is a pair with what the package says of it.
type naivePair struct {
	old, new naive
	tried    map[string]int
	report   *Report
}

func (p *naivePair) check(t *testing.T, r drawn) {
	t.Helper()
	old, err := Load("old.json", text2(p.old.root), LoadOptions{})
	require.NoError(t, err, "%s", text2(p.old.root))
	new, err := Load("new.json", text2(p.new.root), LoadOptions{})
	require.NoError(t, err, "%s", text2(p.new.root))
	if old.graph.DefinitionsOnly() || new.graph.DefinitionsOnly() {
		p.tried["of definitions only"]++ // several questions, each about a definition
		return
	}
	open, err := Compare(context.Background(), old, new, Options{Content: Open, MaxWork: 200_000})
	require.NoError(t, err)
	if p.report, err = Compare(context.Background(), old, new, Options{MaxWork: 200_000}); err != nil {
		t.Fatal(err)
	}
	require.Nil(t, p.report.Fault)
	require.Nil(t, open.Fault)
	p.tried["pairs"]++
	for _, v := range r.documents(400) {
		p.document(t, open, v)
	}
	p.witnesses(t, open)
	p.losses(t, r)
	p.bump(t)
}

// document holds one document against everything that the reports deny.
func (p *naivePair) document(t *testing.T, open *Report, v any) {
	a, b := p.old.judge(v, false), p.new.judge(v, false)
	r := p.report
	deny := func(verdict Verdict, counts bool, what string) {
		if counts {
			assert.NotEqual(t, Compatible, verdict, "%s: %s", what, text2(v))
		}
	}
	deny(open.Backward.Verdict, a.ok && !b.ok, "open backward")
	deny(open.Forward.Verdict, b.ok && !a.ok, "open forward")
	if a.ok && !b.ok && r.Backward.Verdict == Compatible {
		deny(r.Backward.Verdict, a.inPlus(p.new, v), "writer backward")
	}
	deny(r.Forward.Verdict, b.inW(v) && !a.ok, "writer forward")
	both := a.ok && b.ok
	if both && a.inW(v) && a.emptyMaps(v) {
		deny(r.Reader.Verdict, len(a.lost(b, v)) > 0, "reader")
	}
	for _, u := range r.Unknowns {
		assert.False(t, u.Reason == nothingShared && both && a.inW(v), "%s is shared", text2(v))
		assert.False(t, u.Reason == "nothing-written" && u.Question == "backward" && a.inW(v), "%s is written", text2(v))
	}
	if r.RequiredBump == BumpPatch || r.RequiredBump == BumpNone {
		assert.False(t, a.ok != b.ok || a.inW(v) != b.inW(v), "%s: %s tells the schemas apart", r.RequiredBump, text2(v))
	}
}

// witnesses: every witness shows what it is for.
func (p *naivePair) witnesses(t *testing.T, open *Report) {
	check := func(in *Inclusion, from, to naive, counts func(j *judgement, v any) bool) {
		if in.Verdict != Incompatible {
			return
		}
		p.tried["incompatible"]++
		v := parsed2(string(in.Witness))
		assert.True(t, counts(from.judge(v, false), v), "%s is not of the content", in.Witness)
		assert.False(t, to.judge(v, false).ok, "%s is accepted", in.Witness)
	}
	accepts := func(j *judgement, _ any) bool { return j.ok }
	check(open.Backward, p.old, p.new, accepts)
	check(open.Forward, p.new, p.old, accepts)
	check(p.report.Backward, p.old, p.new, func(j *judgement, v any) bool { return j.inPlus(p.new, v) })
	check(p.report.Forward, p.new, p.old, func(j *judgement, v any) bool { return j.inW(v) })
	for _, pair := range [][2]*Inclusion{{open.Backward, p.report.Backward}, {open.Forward, p.report.Forward}} {
		if pair[0].Verdict == Compatible {
			assert.Equal(t, Compatible, pair[1].Verdict, "what holds of L holds of writers")
		}
	}
}

// losses: each told place declares a member that its document loses, and no other
// told before it names the member there; no place is told twice, and none is missing.
func (p *naivePair) losses(t *testing.T, r drawn) {
	told := map[string]bool{}
	place := func(l Lost) string {
		if i := len(l.OldAt) - len("equired"); i > 0 && l.OldAt[i:] == "equired" {
			return l.OldAt + " " + l.Name
		}
		return l.OldAt
	}
	type loss struct {
		name string
		by   []string
	}
	var lost []loss
	add := func(found map[string][]string) {
		for at, by := range found {
			lost = append(lost, loss{at[strings.LastIndex(at, "/")+1:], by})
		}
	}
	look := func(v any) map[string][]string {
		a, b := p.old.judge(v, false), p.new.judge(v, false)
		if !a.ok || !b.ok || !a.inW(v) || !a.emptyMaps(v) {
			return nil
		}
		return a.lost(b, v)
	}
	known := func(at string) bool { return told[at] }
	for _, l := range p.report.Reader.Lost {
		p.tried["losses"]++
		assert.False(t, told[place(l)], "%s is told twice", place(l))
		found := look(parsed2(string(l.Witness)))
		assert.Contains(t, found[l.InstanceAt], place(l), "%s: %s", l.Witness, l.InstanceAt)
		assert.False(t, slices.ContainsFunc(naming(found[l.InstanceAt], l.Name), known), "%s: %s is named by what is told already", l.Witness, l.InstanceAt)
		told[place(l)] = true
		add(found)
	}
	if slices.ContainsFunc(p.report.Unknowns, func(u Unresolved) bool { return u.Question == "reader" }) {
		p.tried["reader unknown"]++
		return
	}
	for _, v := range r.documents(300) {
		add(look(v))
	}
	for _, l := range lost {
		if named := naming(l.by, l.name); named != nil {
			assert.True(t, slices.ContainsFunc(named, known), "%s name a lost member, and none is told", named)
			continue
		}
		for _, at := range l.by {
			assert.True(t, told[at], "%s declares a lost member and is not told", at)
		}
	}
}

// naming lists what names a member of what declares it.
func naming(by []string, name string) (named []string) {
	for _, at := range by {
		if strings.HasSuffix(at, "/properties/"+name) || strings.HasSuffix(at, "/dependentSchemas/"+name) || strings.HasSuffix(at, "equired "+name) {
			named = append(named, at)
		}
	}
	return named
}

// bump: what is owed is what the page makes of the answers.
func (p *naivePair) bump(t *testing.T) {
	r := p.report
	places := owed(p.old, p.new, placeNames)
	switch {
	case reflect.DeepEqual(p.old.root, p.new.root):
		assert.Equal(t, BumpNone, r.RequiredBump)
		assert.Equal(t, Compatible, r.Verdict)
	case r.Verdict == Incompatible || places == BumpMajor:
		assert.Equal(t, BumpMajor.String(), r.RequiredBump.String(), "places owe %s", places)
	case r.Verdict == Unknown || r.RequiredBump == BumpUnknown:
		p.tried["bump unknown"]++
	default:
		assert.NotEqual(t, BumpNone, r.RequiredBump)
		assert.NotEqual(t, BumpMajor, r.RequiredBump, "places owe %s", places)
		if places == BumpMinor {
			assert.Equal(t, BumpMinor, r.RequiredBump)
		}
	}
	p.tried[fmt.Sprint("bump ", r.RequiredBump)]++
}
