package decide

import (
	"github.com/atlas-dataflow/runresult/internal/domain"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/pattern"
)

// regexps matches names and strings, keeping what it compiled.
type regexps struct {
	m     map[string]func(string) (match, ok bool)
	cache *domain.Cache
	// doubted: some pattern could not be run.
	doubted bool
}

// match reports whether p matches text; ok is false for a pattern that cannot
// be run.
func (r *regexps) match(p *graph.Pattern, text string) (match, ok bool) {
	if r.m == nil {
		r.m = map[string]func(string) (bool, bool){}
	}
	m := r.m[p.Source]
	if m == nil {
		m = r.matcher(p)
		r.m[p.Source] = m
	}
	match, ok = m(text)
	r.doubted = r.doubted || !ok
	return match, ok
}

// matcher prefers the expression engine; what it does not know, look-around, is
// left to automata.
func (r *regexps) matcher(p *graph.Pattern) func(string) (match, ok bool) {
	if re, err := p.P.Regexp(); err == nil {
		return func(text string) (bool, bool) { return re.MatchString(text), true }
	}
	one := []*pattern.Pattern{p.P}
	in, out := &domain.Strings{In: one, Cache: r.cache}, &domain.Strings{NotIn: one, Cache: r.cache}
	return func(text string) (bool, bool) {
		if in.Contains(text) {
			return true, true
		}
		return false, out.Contains(text)
	}
}
