package graph

import (
	"cmp"
	"net/url"
	"strconv"
	"strings"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/suggest"
)

// pendingRef is a reference that is still to be resolved.
type pendingRef struct {
	from    *Node
	keyword string
	value   *source.Value
}

func (p *pendingRef) step() string { return "/" + Escape(p.keyword) }

// resolveAll resolves the references of every document, also of those that are
// loaded on the way.
func (l *loader) resolveAll() {
	for i := 0; i < len(l.pending) && l.err == nil; i++ {
		l.resolve(l.pending[i])
	}
	l.pending = nil
}

func (l *loader) resolve(p pendingRef) {
	target, fragment := l.target(p)
	if l.err != nil {
		return
	}
	n := p.from
	switch p.keyword {
	case "$ref":
		n.Ref = target
	case "$dynamicRef":
		n.DynamicRef = &DynamicRef{Target: target}
		if target.Resource.DynamicAnchors[fragment] == target {
			n.DynamicRef.Anchor = fragment
		}
	case "$recursiveRef":
		res := target.Resource
		n.DynamicRef = &DynamicRef{Target: target, Recursive: target == res.Root && res.RecursiveAnchor}
	}
}

// target finds the schema that a reference leads to, and returns the decoded
// fragment too. It returns nil after an error.
func (l *loader) target(p pendingRef) (*Node, string) {
	n, ref := p.from, p.value.Text
	text, raw, _ := strings.Cut(ref, "#")
	fragment, err := url.PathUnescape(raw)
	if err != nil {
		l.fail(place{n, p.step()}, p.value, CodeReference, "write a literal % as %25", "%q has a fragment with a broken percent-encoding: %q", p.keyword, clip(ref))
		return nil, ""
	}
	res := n.Resource
	if text != "" {
		if res = l.resource(p, text); res == nil {
			return nil, ""
		}
	}
	switch {
	case fragment == "" && res.Foreign:
		if !l.isSchema(res.Root, res.Dialect, true) {
			return nil, ""
		}
		l.fail(place{n, p.step()}, p.value, CodeReference, "refer to a schema inside of it, such as "+clip(text)+"#"+likely(res.Root.Value),
			"%q refers to %s, which is no schema", p.keyword, l.call(res))
		return nil, ""
	case fragment == "":
		return res.Root, ""
	case fragment[0] == '/':
		return l.walk(p, res, fragment), fragment
	}
	target := res.Anchors[fragment]
	if target == nil {
		l.fail(place{n, p.step()}, p.value, CodeReference, "declare it with \"$anchor\", or refer by JSON Pointer: \"#/$defs/NAME\"", "%q refers to %q, and %s has no anchor %q", p.keyword, clip(ref), l.call(res), clip(fragment))
	} else if res.twice[fragment] {
		l.fail(place{n, p.step()}, p.value, CodeAmbiguous, "give each schema a name of its own", "%q refers to the anchor %q, which several schemas of %s claim", p.keyword, clip(fragment), l.call(res))
	}
	return target, fragment
}

// led is a reference that was followed by its URI, and the first of them.
type led struct {
	by pendingRef
	to *Resource
}

// resource finds the resource that the part of a reference before the fragment
// names, loading its document if need be. It returns nil after an error.
func (l *loader) resource(p pendingRef, text string) *Resource {
	uri, problem := resolveURI(p.from.BaseURI, text)
	res := l.named(p, text, uri, problem)
	if res != nil && problem == nil && l.led[uri].to == nil {
		l.led[uri] = led{p, res}
	}
	return res
}

// named is resource with the URI that the reference means, or the problem with it.
func (l *loader) named(p pendingRef, text, uri string, problem *uriError) *Resource {
	if problem != nil || !l.supplied(uri) {
		if res := l.beside(p, text); res != nil || l.err != nil {
			return res
		}
	}
	if problem != nil {
		l.fail(place{p.from, p.step()}, p.value, CodeRemote, problem.hint, "%q cannot follow %q: %s", p.keyword, clip(p.value.Text), problem.problem)
		return nil
	}
	if other := l.twice[uri]; other != nil {
		l.ambiguous(p, uri, l.byURI[uri], other)
		return nil
	}
	if res := l.byURI[uri]; res != nil {
		return res
	}
	return l.open(p.from, p.keyword, p.value, uri)
}

// ambiguous reports that two schemas go by the name that a reference gives.
func (l *loader) ambiguous(p pendingRef, uri string, one, other *Resource) {
	standing := func(r *Resource) string { return r.File.Name + "#" + r.Root.Ptr() }
	l.fail(place{p.from, p.step()}, p.value, CodeAmbiguous, "give each schema an identifier of its own",
		"%q refers to %s, which is the name of two schemas: %s and %s", p.keyword, clip(uri), clip(standing(one)), clip(standing(other)))
}

// maxTokens is how many tokens there are at most between a schema and one that
// stands in a known place of it ("properties" and a name).
const maxTokens = 2

// walk follows a JSON Pointer from the root of a resource. It returns nil after
// an error.
func (l *loader) walk(p pendingRef, res *Resource, pointer string) *Node {
	n, v := res.Root, res.Root.Value
	var step []byte // from n to v
	tokens := 0     // in step
	for _, token := range strings.Split(pointer[1:], "/") {
		name, ok := source.UnescapePointer(token)
		if !ok {
			l.fail(place{p.from, p.step()}, p.value, CodeReference, "write ~ as ~0 and / as ~1", "%q has a broken escape in %q", p.keyword, clip(p.value.Text))
			return nil
		}
		next := (*source.Value)(nil)
		switch v.Kind {
		case source.Object:
			next = v.Get(name)
		case source.Array:
			if i, err := strconv.ParseUint(name, 10, 31); err == nil && strconv.FormatUint(i, 10) == name && int(i) < len(v.Items) {
				next = v.Items[i]
			}
		}
		if next == nil {
			l.fail(place{p.from, p.step()}, p.value, CodeReference, cmp.Or(moved(v, name), "add it there, or correct the reference"), "%q refers to %q, and %s has nothing at %s",
				p.keyword, clip(p.value.Text), l.call(res), clip(n.Ptr()+string(step)+"/"+token))
			return nil
		}
		v, step, tokens = next, source.AppendPointer(step, name), tokens+1
		known := l.landed[v]
		if tokens <= maxTokens {
			known = l.places[place{n, string(step)}]
		} else if known != nil && (known.parent != n || known.step != string(step)) {
			known = nil
		}
		if known != nil {
			n, step, tokens = known, step[:0], 0
		}
	}
	if len(step) == 0 {
		return n
	}
	if v.Kind != source.Object && v.Kind != source.Bool {
		l.fail(place{p.from, p.step()}, p.value, CodeReference, "a reference must lead to an object or a boolean", "%q refers to %q, and there is %s where a schema is needed", p.keyword, clip(p.value.Text), describe(v))
		return nil
	}
	l.landing++
	target := l.child(n, string(step), v, true)
	l.landing--
	if target != nil {
		l.landed[v] = target
	}
	return target
}

// nothing is the error about a step of a pointer that leads nowhere from v.
func nothing(f *source.File, v *source.Value, at, token, pointer string) *diag.Error {
	name, ok := source.UnescapePointer(token)
	if !ok {
		return f.Errorf(v, at, CodeReference, "write ~ as ~0 and / as ~1", "the pointer %s has a broken escape", clip(pointer))
	}
	where, _ := whereabouts(f.Root)
	return f.Errorf(v, at, CodeReference, cmp.Or(moved(v, name), where, "correct the pointer"), "there is nothing at %s", clip(pointer))
}

// moved guesses where something that a pointer does not find has gone, "" where it cannot.
func moved(v *source.Value, name string) string {
	other := map[string]string{"definitions": "$defs", "$defs": "definitions"}[name]
	if other != "" && v.Get(other) != nil {
		return "there is \"" + other + "\" instead of \"" + name + "\""
	}
	names := make([]string, 0, len(v.Members))
	for _, m := range v.Members {
		names = append(names, m.Name)
	}
	if best, ok := suggest.Closest(name, names); ok {
		return "did you mean " + strconv.Quote(best) + "?"
	}
	return ""
}

// call names a resource in a message.
func (l *loader) call(res *Resource) string {
	switch {
	case res.Parent != nil:
		return clip(res.URI)
	case res == l.g.Resources[0]:
		return "the schema"
	}
	return res.File.Name
}
