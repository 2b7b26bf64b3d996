package decide

import (
	"sort"
	"strconv"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/graph"
)

// usesDynamic reports whether any reference of g depends on the dynamic scope.
func usesDynamic(g *graph.Graph) bool {
	for _, n := range g.Nodes {
		if n.DynamicRef != nil && !n.DynamicRef.Plain() {
			return true
		}
	}
	return false
}

// scopes interns dynamic scopes: what each dynamic anchor means after entering
// a chain of resources, the outermost first (2020-12 core, section 7.1). Scope 0
// is the empty one.
type scopes struct {
	dynamic bool
	byKey   map[string]int32
	all     []map[string]*graph.Node
	moves   map[scopeMove]int32
}

type scopeMove struct {
	from int32
	to   *graph.Resource
}

// recursive is the name under which the outermost resource with
// $recursiveAnchor stands (2019-09); no anchor can be called so.
const recursive = "\x00"

// enter returns the scope after entering a resource.
func (s *scopes) enter(scope int32, r *graph.Resource) int32 {
	if !s.dynamic || r == nil || len(r.DynamicAnchors) == 0 && !r.RecursiveAnchor {
		return scope
	}
	move := scopeMove{scope, r}
	if to, ok := s.moves[move]; ok {
		return to
	}
	if s.moves == nil {
		s.moves, s.byKey, s.all = map[scopeMove]int32{}, map[string]int32{"": 0}, []map[string]*graph.Node{{}}
	}
	next := map[string]*graph.Node{}
	for name, n := range s.all[scope] {
		next[name] = n
	}
	for name, n := range r.DynamicAnchors {
		if next[name] == nil {
			next[name] = n
		}
	}
	if r.RecursiveAnchor && next[recursive] == nil {
		next[recursive] = r.Root
	}
	to := s.intern(next)
	s.moves[move] = to
	return to
}

func (s *scopes) intern(m map[string]*graph.Node) int32 {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	sort.Strings(names)
	var key strings.Builder
	for _, name := range names {
		key.WriteString(strconv.Quote(name) + ":" + strconv.Itoa(m[name].ID) + ";")
	}
	if id, ok := s.byKey[key.String()]; ok {
		return id
	}
	id := int32(len(s.all))
	s.all = append(s.all, m)
	s.byKey[key.String()] = id
	return id
}

// resolve returns what a dynamic reference means in a scope.
func (s *scopes) resolve(r *graph.DynamicRef, scope int32) (*graph.Node, int32) {
	name := r.Anchor
	if r.Recursive {
		name = recursive
	}
	if name != "" && int(scope) < len(s.all) {
		if n := s.all[scope][name]; n != nil {
			return n, scope
		}
	}
	return r.Target, scope
}
