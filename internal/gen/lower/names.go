package lower

import (
	"cmp"
	"hash/fnv"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/gen/model"
	"github.com/atlas-dataflow/runresult/internal/graph"
)

// reachable lists the named types below root: root first, then in order of
// first use.
func reachable(root *model.Type) []*model.Type {
	var out []*model.Type
	seen := map[*model.Type]bool{}
	var visit func(t *model.Type)
	visit = func(t *model.Type) {
		if t == nil || seen[t] {
			return
		}
		seen[t] = true
		if t.Import != "" {
			return
		}
		if t.Named() {
			out = append(out, t)
		}
		visit(t.Elem)
		for _, f := range t.Fields {
			visit(f.Type)
		}
		for _, b := range t.Branches {
			visit(b.Type)
		}
		visit(t.Extra)
	}
	visit(root)
	return out
}

// claim is a wish for an identifier.
type claim struct {
	want  string                // the identifier
	rank  int                   // lower wins
	id    string                // spelling or pointer, unique among the claims
	also  func(string) []string // identifiers that come with one, nil for none
	wish  *Extension            // set when it must be exactly that one
	grant func(string)
}

// free reports whether a name and those that come with it are.
func (c *claim) free(name string, taken map[string]bool) bool {
	if taken[name] {
		return false
	}
	return c.also == nil || !slices.ContainsFunc(c.also(name), func(s string) bool { return taken[s] })
}

// take grants a name and notes it, with those that come with it.
func (c *claim) take(name string, taken map[string]bool) {
	taken[name] = true
	if c.also != nil {
		for _, s := range c.also(name) {
			taken[s] = true
		}
	}
	c.grant(name)
}

// settle gives every claim an identifier: the wish to the winner, the wish with
// a digest of its own spelling to the others. The outcome does not depend on
// the order of the claims.
func settle(claims []claim, taken map[string]bool) {
	slices.SortStableFunc(claims, func(a, b claim) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(len(a.id), len(b.id)), strings.Compare(a.id, b.id))
	})
	for _, c := range claims {
		name := c.want
		for salt := c.id; !c.free(name, taken); salt += "+" {
			name = c.want + digest(salt)
		}
		c.take(name, taken)
	}
}

// name settles the names of types, fields, constants and branches.
func (l *lowerer) name() {
	taken, lang := map[string]bool{}, l.opt.Language
	root := l.opt.RootName
	if root == "" {
		root = l.pascal(l.pkg.Title)
		if l.pkg.Title == "" {
			root = "Root"
		}
	}
	if x := l.wishFor(l.pkg.Root); x != nil {
		if l.opt.RootName != "" && root != x.Identifier {
			l.fail(x.Errorf("identifier", "leave one of them out", "the root type is to be called %s", root))
		}
		root, x.used = x.Identifier, true
	}
	l.pkg.Root.Name = root
	for _, n := range append(lang.Beside(root, true), root) {
		taken[n] = true
	}
	var claims []claim
	beside := func(name string) []string { return lang.Beside(name, false) }
	for _, t := range l.pkg.Types {
		if t == l.pkg.Root {
			continue
		}
		want, depth := l.typeName(t, root)
		wish := l.wishFor(t)
		if wish != nil {
			want = wish.Identifier + l.suffix[t]
		}
		claims = append(claims, claim{want, depth, l.identity(t), beside, wish, func(s string) { t.Name = s }})
	}
	settle(l.fixed(claims, taken), taken)
	claims = claims[:0]
	for _, t := range l.pkg.Types {
		l.nameFields(t)
		nameBranches(t)
		for _, b := range t.Branches {
			claims = append(claims, claim{lang.Maker(t.Name, b.Name), 0, t.Name + "|" + b.Name, nil, nil, func(s string) { b.New = s }})
		}
		for i := range t.Values {
			v := &t.Values[i]
			claims = append(claims, claim{lang.Constant(t.Name, l.pascal(v.Text)), 1 + rank(v.Text), t.Name + "/" + v.Text, nil, nil, func(s string) { v.Name = s }})
		}
	}
	settle(claims, taken)
}

// identity tells a type from every other one, whichever are met first.
func (l *lowerer) identity(t *model.Type) string {
	id := t.Pointer + "#" + l.suffix[t] + l.document(l.origin[t])
	if len(l.nodes[t]) > 1 {
		h := fnv.New64a()
		for _, n := range l.nodes[t] {
			h.Write([]byte(l.document(n) + "#" + n.Ptr() + "\n"))
		}
		id += "#" + strconv.FormatUint(h.Sum64(), 16)
	}
	return id + "#" + strconv.Itoa(int(t.Kind))
}

// document names the document that n stands in by its URI, which is the same on
// every machine, "" for the one that was loaded.
func (l *lowerer) document(n *graph.Node) string {
	if n.File == l.g.Root.File {
		return ""
	}
	r := n.Resource
	for r.Parent != nil {
		r = r.Parent
	}
	return r.URI
}

// typeName returns the identifier a type asks for and how far its schema stands
// from a definition of its own.
func (l *lowerer) typeName(t *model.Type, root string) (string, int) {
	n, more := l.namedAfter(l.origin[t])
	base := root
	if n.File != l.g.Root.File {
		file := path.Base(strings.ReplaceAll(n.File.Name, `\`, "/"))
		base = l.pascal(strings.TrimSuffix(file, path.Ext(file)))
	}
	tokens := strings.Split(strings.TrimPrefix(n.Ptr(), "/"), "/")
	if n.Ptr() == "" {
		tokens = nil
	}
	for i := range tokens {
		tokens[i] = strings.NewReplacer("~1", "/", "~0", "~").Replace(tokens[i])
	}
	for i := len(tokens) - 2; i >= 0; i-- {
		if tokens[i] == "$defs" || tokens[i] == "definitions" {
			base, tokens = l.pascal(tokens[i+1]), tokens[i+2:]
			break
		}
	}
	name := base
	if len(tokens) == 0 && base == root && t != l.pkg.Root && more == "" {
		name += "Value"
	}
	for i := 0; i < len(tokens); i++ {
		next := ""
		if i+1 < len(tokens) {
			next = tokens[i+1]
		}
		switch tokens[i] {
		case "properties", "dependentSchemas", "dependencies":
			name += l.pascal(next)
			i++
		case "patternProperties":
			name += "Value"
			i++
		case "additionalProperties", "unevaluatedProperties":
			name += "Value"
		case "items", "additionalItems", "unevaluatedItems":
			name += "Item"
		case "prefixItems":
			name += "Item" + next
			i++
		case "allOf":
			i++
		case "anyOf", "oneOf":
			name += "Option" + next
			i++
		default:
			name += l.pascal(tokens[i])
		}
	}
	more += l.suffix[t]
	return bounded(name+more, n.Ptr()+"#"+more), len(tokens)
}

func (l *lowerer) nameFields(t *model.Type) {
	taken := map[string]bool{}
	var claims []claim
	for _, f := range t.Fields {
		want := l.pascal(f.JSON)
		if l.opt.Language.Reserved(want) {
			want += "_"
		}
		wish := l.wishes[f]
		if wish != nil {
			want = wish.Identifier
		}
		claims = append(claims, claim{want, rank(f.JSON), f.JSON, nil, wish, func(s string) { f.Name = s }})
	}
	settle(l.fixed(claims, taken), taken)
}

func nameBranches(t *model.Type) {
	taken := map[string]bool{}
	for i, b := range t.Branches {
		if b.Name == "" {
			b.Name = b.Type.Name
		}
		if b.Name == "" {
			b.Name = partName(kObject)
		}
		for taken[b.Name] {
			b.Name += digest(strings.Join(b.Tags, ",") + strconv.Itoa(i))
		}
		taken[b.Name] = true
	}
}
