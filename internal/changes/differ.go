package changes

import (
	"slices"
	"strconv"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// nodes is a group of schemas that apply in one place together.
type nodes []*graph.Node

// having returns those that have something.
func (l nodes) having(has func(*graph.Node) bool) nodes {
	var out nodes
	for _, n := range l {
		if has(n) {
			out = append(out, n)
		}
	}
	return out
}

// maxPartners bounds how many schemas of the other side one schema is compared
// with, unless the other one has fewer partners. Inlining a definition in a
// thousand places is within it; two recursions of different period, which would
// be compared in every combination of their states, are not.
const maxPartners = 8

// context is where a comparison stands.
type context struct {
	path  *path
	sense sense
	// within says in words that the schemas do not describe the document itself.
	within string
	// optional: the schemas describe a member that may be absent.
	optional bool
	// unused: no document ever meets the schemas.
	unused bool
}

func (c context) under(text string) context {
	c.path = &path{parent: c.path, text: text}
	c.optional = false
	return c
}

func (c context) turned(s sense) context {
	switch s {
	case inverted:
		c.sense = c.sense.invert()
	case either:
		c.sense = either
	}
	return c
}

// path is an instance path, written when a change is told.
type path struct {
	parent *path
	text   string
}

func (p *path) String() string {
	const limit = 64
	var parts []string
	for ; p != nil && len(parts) < limit; p = p.parent {
		parts = append(parts, p.text)
	}
	if p != nil {
		parts = append(parts, "…")
	}
	slices.Reverse(parts)
	return strings.TrimPrefix(strings.Join(parts, ""), ".")
}

// member is the step of a path to a member.
func member(name string) string {
	plain := name != ""
	for i, r := range name {
		letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r == '_' || r == '$'
		if !letter && (i == 0 || r != '-' && (r < '0' || r > '9')) {
			plain = false
		}
	}
	if plain {
		return "." + name
	}
	return "[" + quoted(name) + "]"
}

// task is a comparison to be made.
type task struct {
	old, new nodes
	ctx      context
}

type visit struct {
	old, new int
	sense    sense
	optional bool
}

// differ compares two graphs. Comparisons wait on a list instead of the stack,
// so that depth costs no more than size.
type differ struct {
	sides   [2]*sideInfo
	tasks   []task
	visited map[visit]bool
	paired  map[[2]int]bool
	// partners counts, for each side, the pairs that a group is in.
	partners [2]map[int]int
	// groups numbers groups of more than one schema, after all nodes.
	groups [2]map[string]int
	// renames holds the definitions of the new side that stand for those whose
	// name is gone.
	renames map[*graph.Node]*graph.Node
	renamed map[*graph.Node]bool
	// partner holds what a schema of one side was first compared with.
	partner [2]map[*graph.Node]*graph.Node
	changes []Change
	told    map[string]int
	// now is the comparison that is being made.
	now     finder
	unheard []Unheard
}

func newDiffer(old, new *graph.Graph) *differ {
	return &differ{
		sides:    [2]*sideInfo{newSide(old), newSide(new)},
		visited:  map[visit]bool{},
		paired:   map[[2]int]bool{},
		partners: [2]map[int]int{{}, {}},
		groups:   [2]map[string]int{{}, {}},
		renames:  map[*graph.Node]*graph.Node{},
		renamed:  map[*graph.Node]bool{},
		partner:  [2]map[*graph.Node]*graph.Node{{}, {}},
		told:     map[string]int{},
	}
}

func (d *differ) run() {
	d.now = byDialects
	d.dialects()
	d.compare(nodes{d.sides[0].graph.Root}, nodes{d.sides[1].graph.Root}, context{})
	d.drain()
	d.now = byDefinitions
	d.definitions()
	d.drain()
	if len(d.changes) == 0 {
		d.now = byRewrites
		d.rewrites()
	}
	slices.SortStableFunc(d.changes, func(a, b Change) int {
		if c := a.oldPos.compare(b.oldPos); c != 0 {
			return c
		}
		if c := a.newPos.compare(b.newPos); c != 0 {
			return c
		}
		return strings.Compare(a.Rule.ID, b.Rule.ID)
	})
}

func (d *differ) drain() {
	// In the order they came, so that what is used in several places is told of
	// the one nearest to the root.
	for i := 0; i < len(d.tasks); i++ {
		t := d.tasks[i]
		d.tasks[i] = task{}
		d.group(t.old, t.new, t.ctx)
	}
	d.tasks = d.tasks[:0]
}

// compare puts a comparison on the list, unless it was made, or cannot tell
// anything.
func (d *differ) compare(old, new nodes, ctx context) {
	old, new = distinct(old), distinct(new)
	if len(old) == 0 || len(new) == 0 {
		return
	}
	if len(old) == 1 && len(new) == 1 {
		for side, pair := range [2][2]*graph.Node{{old[0], new[0]}, {new[0], old[0]}} {
			if _, ok := d.partner[side][pair[0]]; !ok {
				d.partner[side][pair[0]] = pair[1]
			}
		}
	}
	if d.sides[0].groupHash(old).same(d.sides[1].groupHash(new)) {
		return
	}
	key := [2]int{d.number(0, old), d.number(1, new)}
	if !d.paired[key] {
		if d.partners[0][key[0]] >= maxPartners && d.partners[1][key[1]] >= maxPartners {
			return
		}
		d.paired[key] = true
		d.partners[0][key[0]]++
		d.partners[1][key[1]]++
	}
	v := visit{key[0], key[1], ctx.sense, ctx.optional}
	if d.visited[v] {
		return
	}
	d.visited[v] = true
	d.tasks = append(d.tasks, task{old, new, ctx})
}

// number identifies a group of one side.
func (d *differ) number(side int, g nodes) int {
	if len(g) == 1 {
		return g[0].ID
	}
	ids := make([]int, len(g))
	for i, n := range g {
		ids[i] = n.ID
	}
	slices.Sort(ids)
	var key []byte
	for _, id := range ids {
		key = append(strconv.AppendInt(key, int64(id), 36), ' ')
	}
	groups := d.groups[side]
	number, ok := groups[string(key)]
	if !ok {
		number = len(d.sides[side].graph.Nodes) + len(groups)
		groups[string(key)] = number
	}
	return number
}

func distinct(g nodes) nodes {
	if len(g) < 2 {
		return g
	}
	seen := make(map[*graph.Node]bool, len(g))
	var out nodes
	for _, n := range g {
		if !seen[n] {
			seen[n] = true
			out = append(out, n)
		}
	}
	return out
}

// place is what a pointer of a change leads to.
type place struct {
	node    *graph.Node
	keyword string // as At takes it; "" for the schema as a whole
	sub     string // what follows the keyword in the pointer
	value   *source.Value
	// absent: the value is where what the change is about would be.
	absent bool
}

// whole is the place of a schema as such.
func whole(n *graph.Node) place { return place{node: n, value: n.Value, absent: true} }

// at is the place of a keyword, or of the schema when the keyword is absent.
func at(n *graph.Node, keyword string) place {
	if v := written(n, keyword); v != nil {
		return place{node: n, keyword: keyword, value: v, absent: true}
	}
	return whole(n)
}

// here is a place that has what the change is about.
func here(n *graph.Node, keyword, sub string, v *source.Value) place {
	return place{node: n, keyword: keyword, sub: sub, value: v}
}

func (p place) pointer() string {
	if p.keyword == "" {
		return p.node.Ptr() + p.sub
	}
	return p.node.At(p.keyword) + p.sub
}

// written returns the value of a keyword as written, or nil.
func written(n *graph.Node, keyword string) *source.Value {
	return n.Value.Get(n.Spelling(keyword))
}

// subject says what a change is about, besides its two places.
type subject struct {
	keyword, name, newName string
	edit                   edit
	mayBeAbsent            bool
	// besides is what the change breaks on top of what its rule says.
	besides []string
	// oldText and newText stand for the values in messages, if set.
	oldText, newText string
	// says stands for the rule's message where it would not be what a person says.
	says string
}

// tell adds a change, unless the same one was told from another place.
func (d *differ) tellIn(ctx context, rule *Rule, old, new place, about subject) {
	c := Change{
		Rule: rule, OldAt: old.pointer(), NewAt: new.pointer(), OldNode: old.node, NewNode: new.node,
		Keyword: about.keyword, Name: about.name, NewName: about.newName,
		InstancePath: ctx.path.String(), MayBeAbsent: about.mayBeAbsent, Unused: ctx.unused,
		sense: ctx.sense, by: d.now, edit: about.edit, besides: about.besides,
		within: ctx.within, oldText: about.oldText, newText: about.newText, says: about.says,
		oldPos: d.sides[0].position(old), newPos: d.sides[1].position(new),
	}
	if !old.absent {
		c.Old = old.value
	}
	if !new.absent {
		c.New = new.value
	}
	key := strings.Join([]string{rule.ID, strconv.Itoa(c.oldPos.file), c.OldAt, strconv.Itoa(c.newPos.file), c.NewAt, c.Name, c.NewName}, "\x00")
	if i, ok := d.told[key]; ok {
		before := &d.changes[i]
		before.MayBeAbsent = before.MayBeAbsent || c.MayBeAbsent
		if before.sense != c.sense {
			before.sense = either
		}
		return
	}
	d.told[key] = len(d.changes)
	d.changes = append(d.changes, c)
}
