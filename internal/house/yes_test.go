package house

import (
	"context"
	"go/types"
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/compat"
	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/gate"
	"github.com/atlas-dataflow/runresult/gen"
	"github.com/atlas-dataflow/runresult/generated/runresultv1"
	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/run"
	"github.com/atlas-dataflow/runresult/run/policy"
	"github.com/atlas-dataflow/runresult/run/record"
	"github.com/atlas-dataflow/runresult/run/verify"
	"github.com/atlas-dataflow/runresult/schema"
	"github.com/atlas-dataflow/runresult/validate"
)

func second[T any](_ T, ok bool) bool { return ok }

// answers is every exported function and method with a bool or a verdict among its
// results, asked of what nobody judged: a zero value, or nothing. What it then says
// must not read as a yes; where true does not, the reason stands beside it.
var answers = map[string]struct {
	ask  func() bool
	true string // why it is true
}{
	"compat.Entry.Differs":        {ask: func() bool { return compat.Entry{}.Differs() }, true: "nobody found it to be the same"},
	"compat.ParseContent":         {ask: func() bool { return second(compat.ParseContent("")) }},
	"compat.ParseDirection":       {ask: func() bool { return second(compat.ParseDirection("")) }},
	"compat.RuleByID":             {ask: func() bool { return second(compat.RuleByID("")) }},
	"compat.Schema.LaterKeywords": {ask: func() bool { return new(compat.Schema).LaterKeywords() }},
	"diag.Finding.Fails":          {ask: func() bool { return new(diag.Finding).Fails() }, true: "failing is the no"},
	"diag.Rules.ByID":             {ask: func() bool { return second(new(diag.Rules).ByID("")) }},
	"diag.Severity.Fails":         {ask: func() bool { return diag.Severity("").Fails() }, true: "failing is the no"},
	"gate.Report.OK":              {ask: func() bool { return new(gate.Report).OK() }},
	"gate.Report.Undecided":       {ask: func() bool { return new(gate.Report).Undecided() }, true: "nothing was decided"},
	"rt.Error.IsSyntax":           {ask: func() bool { return new(rt.Error).IsSyntax() }},
	"rt.Integer.Equal":            {ask: func() bool { return rt.Integer{}.Equal(rt.Integer{}) }, true: "0 is 0"},
	"rt.Integer.Int64":            {ask: func() bool { return second(rt.Integer{}.Int64()) }, true: "0 is an int64"},
	"rt.Number.Equal":             {ask: func() bool { return rt.Number{}.Equal(rt.Number{}) }, true: "0 is 0"},
	"rt.Number.Int64":             {ask: func() bool { return second(rt.Number{}.Int64()) }, true: "0 is an int64"},
	"rt.Opt.Get":                  {ask: func() bool { return second(rt.Opt[int]{}.Get()) }},
	"rt.Opt.IsNull":               {ask: func() bool { return rt.Opt[int]{}.IsNull() }},
	"rt.Opt.IsPresent":            {ask: func() bool { return rt.Opt[int]{}.IsPresent() }},
	"rt.Opt.IsZero":               {ask: func() bool { return rt.Opt[int]{}.IsZero() }, true: "nothing is there"},
	"rt.Raw.Equal":                {ask: func() bool { return rt.Raw{}.Equal(rt.Raw{}) }, true: "both are the same"},
	"rt.Raw.Number":               {ask: func() bool { return second(rt.Raw{}.Number()) }},
	"rt.Raw.Text":                 {ask: func() bool { return second(rt.Raw{}.Text()) }},
	"run.Policy.Critical":         {ask: func() bool { return false }}, // an interface
	"run.StatusSet.Empty":         {ask: func() bool { return run.StatusSet(0).Empty() }, true: "nothing is in it"},
	"run.StatusSet.Has":           {ask: func() bool { return run.StatusSet(0).Has(runresultv1.RunStatusSuccess) }},
	"run/policy.File.Critical":    {ask: func() bool { return second(new(policy.File).Critical(new(runresultv1.Step))) }, true: "a step that nobody waived is critical"},
	"run/policy.File.Match":       {ask: func() bool { return second(new(policy.File).Match(new(runresultv1.Step))) }},
	"run/record.Step.Status":      {ask: func() bool { return second(new(record.Step).Status()) }},
	"run/verify.Verdict.OK":       {ask: func() bool { return new(verify.Verdict).OK() }},
	"schema.VersionOf":            {ask: func() bool { return second(schema.VersionOf(nil)) }},
	"validate.Schema.Valid":       {ask: func() bool { return new(validate.Schema).Valid([]byte("{}")) }},
}

// yes asks; a panic is no answer.
func yes(ask func() bool) (answer bool) {
	defer func() { _ = recover() }()
	return ask()
}

// TestNobodyJudged: nothing of the public API says yes about what was not judged.
func TestNobodyJudged(t *testing.T) {
	for name, a := range answers {
		assert.Equal(t, a.true != "", yes(a.ask), name)
	}
	var listed []string
	for _, p := range packages(t).Packages {
		if p.public() && isStable(p.Path) && !under(p.Path, "generated") {
			listed = append(listed, asked(p)...)
		}
	}
	slices.Sort(listed)
	assert.Equal(t, slices.Sorted(maps.Keys(answers)), listed, "every answer that a public package gives has a row in answers")

	assert.Equal(t, compat.Unknown, compat.Report{}.Verdict)
	assert.Equal(t, compat.Unknown, compat.Inclusion{}.Verdict)
	assert.Equal(t, compat.Unknown, compat.Reader{}.Verdict)
	assert.Equal(t, compat.BumpUnknown, compat.Report{}.RequiredBump)
	assert.Equal(t, compat.BumpUnknown, gate.Family{}.Bump)
	assert.Empty(t, run.Derivation{}.Status)
}

// asked lists the functions and methods of a package with a bool among their results.
func asked(p *goPackage) []string {
	var list []string
	add := func(name string, f types.Object) {
		sig, ok := f.Type().(*types.Signature)
		if !ok || !f.Exported() {
			return
		}
		for v := range sig.Results().Variables() {
			if types.Identical(v.Type(), types.Typ[types.Bool]) {
				list = append(list, p.Path+"."+name)
				return
			}
		}
	}
	for _, name := range p.Types.Scope().Names() {
		obj := p.Types.Scope().Lookup(name)
		if !obj.Exported() {
			continue
		}
		add(name, obj)
		if n, ok := obj.Type().(*types.Named); ok && obj == n.Obj() {
			for sel := range types.NewMethodSet(types.NewPointer(n)).Methods() {
				add(name+"."+sel.Obj().Name(), sel.Obj())
			}
			if i, ok := n.Underlying().(*types.Interface); ok {
				for m := range i.Methods() {
					add(name+"."+m.Name(), m)
				}
			}
		}
	}
	return list
}

// TestNothingWasAsked: calls that ask nothing have an error and no result beside it.
func TestNothingWasAsked(t *testing.T) {
	var none context.Context
	s, err := compat.Load("s.json", []byte(`{}`), compat.LoadOptions{})
	require.NoError(t, err)
	strict, err := compat.Load("s.json", []byte(`{}`), compat.LoadOptions{AssertFormats: true})
	require.NoError(t, err)
	dir := t.TempDir()
	write(t, dir+"/runresult.yaml", "version: 1\nfamilies:\n  - {name: order, head: order.json, released: released/order}\n")
	write(t, dir+"/order.json", `{"$id":"urn:x:order:1.0.0","type":"string"}`)
	p, err := gate.Open(dir)
	require.NoError(t, err)
	compared := func(ctx context.Context, old, new *compat.Schema, opt compat.Options) func() (any, error) {
		return func() (any, error) { return compat.Compare(ctx, old, new, opt) }
	}
	ctx := t.Context()
	for name, call := range map[string]func() (any, error){
		"compat: nil context":    compared(none, s, s, compat.Options{}),
		"compat: nil old":        compared(ctx, nil, s, compat.Options{}),
		"compat: nil new":        compared(ctx, s, nil, compat.Options{}),
		"compat: not loaded":     compared(ctx, s, new(compat.Schema), compat.Options{}),
		"compat: direction":      compared(ctx, s, s, compat.Options{Direction: 3}),
		"compat: content":        compared(ctx, s, s, compat.Options{Content: 2}),
		"compat: budget":         compared(ctx, s, s, compat.Options{MaxWork: -1}),
		"compat: formats of old": compared(ctx, strict, s, compat.Options{}),
		"compat: formats of new": compared(ctx, s, strict, compat.Options{}),
		"gate: check, context":   func() (any, error) { return p.Check(none, gate.Options{}) },
		"gate: nothing to read":  func() (any, error) { return p.Check(ctx, gate.Options{Against: &gate.Against{Name: "x"}}) },
		"gate: release, context": func() (any, error) { return p.Release(none, gate.ReleaseOptions{}) },
		"gate: a shut gate":      func() (any, error) { return p.Release(ctx, gate.ReleaseOptions{}) },
		"gen: context":           func() (any, error) { return gen.Generate(none, gen.Input{Schema: []byte(`{}`)}, gen.Options{}) },
		"verify: directory":      func() (any, error) { v, err := verify.Dir(none, dir, verify.Options{}); return zero(v.OK()), err },
		"verify: document":       func() (any, error) { v := verify.Document(none, "", nil, verify.Options{}); return zero(v.OK()), v.Err },
		"verify: nothing to read": func() (any, error) {
			v, err := verify.Dir(ctx, dir+"/none", verify.Options{})
			return zero(v.OK()), err
		},
		"validate: no schema": func() (any, error) { return validate.New("s.json", nil, validate.Options{}) },
	} {
		result, err := call()
		assert.Error(t, err, name)
		assert.Zero(t, result, name)
	}
}

// zero is what assert.Zero looks at.
func zero(ok bool) any { return ok }
