package attack

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/rounds"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// The flags of TestLabelledEdits, behind -args.
var (
	familiesDir   = flag.String("families", "", "`directory` of schemas to make families of (empty: the project's own)")
	familiesEdits = flag.Int("labels", rounds.Of(8, 100), "`number` of labelled edits of each")
	familiesGate  = flag.Int("gate", 3, "ask the gate about one in so `many` edits")
	familiesOut   = flag.String("breaks", "", "`file` to write every break to, for schema/ajv/breaks.mjs")
)

// labelKinds makes the edits: those of the first list at any place, since they change
// nothing, those of the others where a schema is applied to something.
var labelKinds = [][]func(*labelMaker) *labelledEdit{
	{
		(*labelMaker).described, (*labelMaker).reordered, (*labelMaker).wrapped, (*labelMaker).repeated, (*labelMaker).extracted,
		(*labelMaker).inlined, (*labelMaker).unused, (*labelMaker).turned, (*labelMaker).respelled,
	},
	{(*labelMaker).planted},
	{(*labelMaker).planted, (*labelMaker).demanded, (*labelMaker).moved, (*labelMaker).opened},
	{(*labelMaker).added, (*labelMaker).removed},
	{(*labelMaker).lettered, (*labelMaker).lettered, (*labelMaker).lettered, (*labelMaker).requiredDefault, (*labelMaker).redefault, (*labelMaker).reformat},
	{
		(*labelMaker).valueRemoved, (*labelMaker).valueAdded, (*labelMaker).typed, (*labelMaker).nullable, (*labelMaker).bounded,
		(*labelMaker).patterned, (*labelMaker).asked, (*labelMaker).unlisted, (*labelMaker).closed, (*labelMaker).branched, (*labelMaker).narrowed,
	},
}

// make makes a random edit at a random place below the root where one of its kind makes
// sense.
func (b *labelMaker) make() *labelledEdit {
	for range 8 {
		list := b.c.pick(len(labelKinds))
		kind := of(b.c, labelKinds[list])
		from := b.applied
		if list == 0 {
			from = b.places
		}
		for range min(30, 3*len(from)) {
			b.path = of(b.c, from)
			b.at = at(b.root, b.path)
			if e := kind(b); e != nil {
				return e
			}
		}
	}
	return nil
}

// familyRun is the figures of a run.
type familyRun struct {
	*testing.T
	schemas  int
	left     []string // schemas that are not judged, with the reason
	rows     map[string]*kindRow
	edits    int
	complete int
	gated    int
	wrong    int
	breaks   int
	unknown  map[string]int
	slowest  []slowEdit
	out      *json.Encoder
}

type kindRow struct{ edits, none, patch, minor, major, partly, open, wrong int }

type slowEdit struct {
	took time.Duration
	name string
}

// TestLabelledEdits makes a family of every schema of a directory, edits its head, and
// holds what compat and the gate say of the edit to what is known of it from how it was
// made. What is known rests on the specification and on documents, and on nothing that
// the decision procedure says.
func TestLabelledEdits(t *testing.T) {
	r := &familyRun{T: t, rows: map[string]*kindRow{}, unknown: map[string]int{}}
	if *familiesOut != "" {
		f, err := os.Create(*familiesOut)
		require.NoError(t, err)
		defer f.Close()
		r.out = json.NewEncoder(f)
		r.out.SetEscapeHTML(false)
	}
	files := familySchemas(t)
	require.NotEmpty(t, files)
	for i, f := range files {
		r.schema(f, NewChoice(*attackFlags.seed, uint64(i)))
	}
	r.print()
	assert.Zero(t, r.wrong)
	assert.GreaterOrEqual(t, len(r.rows), 15, "kinds of edit")
	assert.Greater(t, r.complete*2, r.edits, "of most edits everything is known")
	for _, bump := range []func(k *kindRow) int{
		func(k *kindRow) int { return k.none + k.patch }, func(k *kindRow) int { return k.minor }, func(k *kindRow) int { return k.major },
	} {
		kinds := 0
		for _, k := range r.rows {
			kinds += min(bump(k), 1)
		}
		assert.NotZero(t, kinds, "kinds of edit with each bump")
	}
}

// familySchemas reads the schemas of the directory: those that its self-contained.txt
// or that of the folder above lists, where there is one; else all that load.
func familySchemas(t *testing.T) []*source.File {
	if *familiesDir == "" {
		files, err := Schemas(filepath.Join("testdata", "families"))
		require.NoError(t, err)
		f, err := source.ReadFile(filepath.Join("..", "..", "schema", "runresult.v1.json"))
		require.NoError(t, err)
		return append(files, f)
	}
	for _, dir := range []string{*familiesDir, filepath.Dir(*familiesDir)} {
		list, err := os.ReadFile(filepath.Join(dir, "self-contained.txt"))
		if err != nil {
			continue
		}
		var files []*source.File
		for line := range strings.Lines(string(list)) {
			if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
				f, err := source.ReadFile(filepath.Join(*familiesDir, filepath.FromSlash(line)))
				require.NoError(t, err)
				f.Name = line
				files = append(files, f)
			}
		}
		return files
	}
	files, err := Schemas(*familiesDir)
	require.NoError(t, err)
	return files
}

// schema takes one schema.
func (r *familyRun) schema(f *source.File, c *Choice) {
	leave := func(why string) { r.left = append(r.left, f.Name+": "+why) }
	g, err := graph.Load(f, graph.Options{})
	if err != nil {
		leave(err.Error())
		return
	}
	if assertsNothing(g.Root) {
		leave("the root asserts nothing")
		return
	}
	root := released(f.Root, g.Root.Dialect)
	file, err := source.ParseJSON(f.Name, root.AppendJSON(nil))
	require.NoError(r, err)
	b, err := newLabelMaker(c, file, g.Root.Dialect)
	if err != nil {
		leave(err.Error())
		return
	}
	home := &family{t: r.T, dir: r.TempDir()}
	made := 0
	for range *familiesEdits * 5 {
		if made == *familiesEdits {
			break
		}
		e := b.make()
		if e == nil {
			continue
		}
		l, ok := labelled(c, e, g.Root.Dialect)
		if !ok || l.String() == "" {
			continue
		}
		made++
		r.edit(home, f.Name, l)
	}
	r.schemas++
	if made < *familiesEdits {
		leave(fmt.Sprintf("of %d edits only, at %d places below the root (%d applied), the meaning is known", made, len(b.places), len(b.applied)))
	}
}

// assertsNothing says of a schema that only its definitions say anything.
func assertsNothing(n *graph.Node) bool {
	return !slices.ContainsFunc(n.Keywords, func(k graph.Keyword) bool {
		return k.Row != nil && k.Row.Role != 0 && k.Name != "$defs" && k.Name != "definitions" || n.Types != nil || n.HasEnum || n.Const != nil || n.Required != nil
	})
}

func (r *familyRun) edit(home *family, name string, l *label) {
	home.hold(l.edit.old, l.edit.new)
	gate := r.edits%*familiesGate == 0
	a := home.ask(gate)
	wrong, open := a.wrong(l, gate)
	r.edits++
	if gate {
		r.gated++
	}
	kind, _, _ := strings.Cut(l.edit.kind, ", in ")
	row := r.rows[kind]
	if row == nil {
		row = &kindRow{}
		r.rows[kind] = row
	}
	row.edits++
	switch l.bump {
	case "none":
		row.none++
	case "patch":
		row.patch++
	case "minor":
		row.minor++
	case "major":
		row.major++
	default:
		row.partly++
	}
	if l.complete() {
		r.complete++
	}
	if len(open) > 0 {
		row.open++
		for _, u := range a.Unknowns {
			r.unknown[strings.TrimSpace(u.Question+": "+u.Reason+" "+u.Keyword)]++
		}
	}
	r.slowest = append(r.slowest, slowEdit{a.took, name + ", " + l.edit.kind})
	if len(wrong) > 0 {
		row.wrong++
		r.wrong++
		r.Errorf("%s, %s, edit %d: the label says %s; %s\n%s", name, l.edit.kind, r.edits, l, strings.Join(wrong, "; "), evidence(l, a))
	}
	if r.out != nil {
		r.keep(name, l, a, append(wrong, open...))
	}
}

// evidence shows what the label rests on and what the tool says.
func evidence(l *label, a *answer) string {
	var lines []string
	for _, p := range l.proofs {
		lines = append(lines, "  shown by "+p.question+": "+p.document.JSON())
	}
	for _, s := range []struct {
		name string
		in   inclusion
	}{{"backward", a.Backward}, {"forward", a.Forward}} {
		if s.in.Witness != nil {
			lines = append(lines, "  the tool shows "+s.name+": "+string(s.in.Witness))
		}
	}
	for _, x := range a.Reader.Lost {
		lines = append(lines, "  the tool shows a loss: "+string(x.Witness))
	}
	if n := size(l.edit.old); n < 400 {
		lines = append(lines, "  old: "+l.edit.old.JSON(), "  new: "+l.edit.new.JSON())
	}
	return strings.Join(lines, "\n")
}

func (r *familyRun) print() {
	fmt.Printf("%-42s %6s %6s %6s %6s %6s %6s %6s %6s\n", "kind", "edits", "none", "patch", "minor", "major", "partly", "open", "wrong")
	total := &kindRow{}
	line := func(name string, k *kindRow) {
		fmt.Printf("%-42s %6d %6d %6d %6d %6d %6d %6d %6d\n", name, k.edits, k.none, k.patch, k.minor, k.major, k.partly, k.open, k.wrong)
	}
	for _, name := range slices.Sorted(maps.Keys(r.rows)) {
		k := r.rows[name]
		line(name, k)
		total.edits, total.none, total.patch, total.minor = total.edits+k.edits, total.none+k.none, total.patch+k.patch, total.minor+k.minor
		total.major, total.partly, total.open, total.wrong = total.major+k.major, total.partly+k.partly, total.open+k.open, total.wrong+k.wrong
	}
	line(fmt.Sprintf("%d kinds", len(r.rows)), total)
	fmt.Printf("schemas %d, edits %d, of which the label says everything of %d and the gate was asked about %d; wrong %d; breaks written %d\n",
		r.schemas, r.edits, r.complete, r.gated, r.wrong, r.breaks)
	for _, why := range slices.Sorted(maps.Keys(r.unknown)) {
		fmt.Printf("  unknown %4d  %s\n", r.unknown[why], why)
	}
	for _, why := range r.left {
		fmt.Printf("  not in full: %.300s\n", why)
	}
	slices.SortFunc(r.slowest, func(a, b slowEdit) int { return cmp.Compare(b.took, a.took) })
	for _, s := range r.slowest[:min(5, len(r.slowest))] {
		fmt.Printf("  slowest %6s  %s\n", s.took.Round(time.Millisecond), s.name)
	}
}

// brokenPair is one break, as a line for Ajv: every document with what the two schemas
// have to say of it.
type brokenPair struct {
	ID        string           `json:"id"`
	Draft     string           `json:"draft"`
	Old       json.RawMessage  `json:"old"`
	New       json.RawMessage  `json:"new"`
	Documents []judgedDocument `json:"documents"`
	Remarks   []string         `json:"remarks,omitempty"`
	Label     string           `json:"label"`
}

type judgedDocument struct {
	Question string          `json:"question"`
	From     string          `json:"from"`
	Document json.RawMessage `json:"document"`
	Old      bool            `json:"old"`
	New      bool            `json:"new"`
}

// keep writes the breaks that the tool shows and those that the label rests on, and what
// is wrong or open.
func (r *familyRun) keep(name string, l *label, a *answer, remarks []string) {
	p := brokenPair{ID: fmt.Sprintf("%s, %s, edit %d", name, l.edit.kind, r.edits), Draft: l.draft.String(), Old: l.edit.old.AppendJSON(nil), New: l.edit.new.AppendJSON(nil), Remarks: remarks, Label: l.String()}
	add := func(question, from string, doc json.RawMessage) {
		p.Documents = append(p.Documents, judgedDocument{question, from, doc, question != "forward", question != "backward"})
	}
	if a.Backward.Witness != nil {
		add("backward", "tool", a.Backward.Witness)
	}
	if a.Forward.Witness != nil {
		add("forward", "tool", a.Forward.Witness)
	}
	for _, x := range a.Reader.Lost {
		add("reader", "tool", x.Witness)
	}
	for _, proof := range l.proofs {
		add(proof.question, "label", proof.document.AppendJSON(nil))
	}
	if len(p.Documents) == 0 && len(remarks) == 0 {
		return
	}
	if len(p.Documents) > 0 {
		r.breaks++
	}
	require.NoError(r, r.out.Encode(p))
}
