package gate

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/atlas-dataflow/runresult/compat"
	"github.com/atlas-dataflow/runresult/internal/atomicfile"
	"github.com/atlas-dataflow/runresult/internal/config"
	"github.com/atlas-dataflow/runresult/internal/report"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// versionOfHead reads no more of a head than its version; what is wrong with it
// is told elsewhere.
func versionOfHead(f *config.Family) (version, bool) {
	file, err := source.ReadFile(f.Head.OS())
	if err != nil {
		return version{}, false
	}
	id := identifier(file.Root, f)
	if id == nil {
		return version{}, false
	}
	v, _, _, ok := versionIn(id.Value.Text)
	return v, ok
}

// nextMajor plans the release of the head as the first version of the next
// major: in a file of its own, with an entry of its own in the configuration,
// while the file of this major goes back to its last release. The generated code
// of both is written too.
func (p *plan) nextMajor(ctx context.Context) error {
	h := p.head
	last := h.folder.last(h.version.major)
	p.version = version{major: h.folder.last(-1).version.major + 1}
	p.forgive(RuleBreak, RuleReaderLoss, RuleGoAPI, RuleUndecided, RuleVersionOwed,
		report.RuleDriftChanged, report.RuleDriftMissing, report.RuleDriftStray)
	if !p.report.OK() {
		return nil
	}
	if p.unchanged(last) {
		p.add(h.atID(RuleVersionReleased, "change the schema first", "nothing changed since %s, so there is no new major version to release", last.version))
		return nil
	}
	head := majorPath(h.Head.Text, p.version.major)
	headFile := filepath.Join(p.config.Dir, filepath.FromSlash(head))
	if _, err := os.Lstat(headFile); err == nil {
		return choicef("name that family when you release it, or remove the file", "%s is there already", slashed(headFile))
	}
	text, err := setVersion(h.file, h.id, p.version)
	if err != nil {
		return err
	}
	conf, added, err := p.withFamily(head)
	if err != nil {
		return err
	}
	p.write(head, text, fmt.Sprintf("created: the head of major %d", p.version.major))
	p.write(h.Head.Text, last.data, "back to "+last.version.String())
	p.write(filepath.ToSlash(filepath.Base(p.config.File.Name)), conf, "an entry for "+head)
	if err := p.freeze(text); err != nil {
		return err
	}
	file, err := source.Parse(headFile, text)
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := p.code(ctx, added, headFile, file); err != nil {
		return err
	}
	return p.code(ctx, h.Family, h.path, last.file)
}

// unchanged reports whether the head says what a release says.
func (p *plan) unchanged(r *release) bool {
	for _, c := range p.head.out.Comparisons {
		if c.With == r.version.String() {
			return c.Report.Reader != nil && c.Report.RequiredBump == compat.BumpNone
		}
	}
	return false
}

// code plans the generated code of a family whose head has a text.
func (p *plan) code(ctx context.Context, f *config.Family, head string, file *source.File) error {
	for i := range f.Generate {
		d, err := outputOf(ctx, f, &f.Generate[i], head, file)
		if err != nil {
			return err
		}
		if len(d.Foreign) > 0 {
			return choicef("move the file away", "%s is in the way: it does not carry the header of generated code", d.Path(d.Foreign[0]))
		}
		for _, change := range d.Changes() {
			p.changes = append(p.changes, change)
			p.steps = append(p.steps, Step{Path: d.Path(change.Name), What: "generated"})
		}
		for _, name := range d.Stray {
			p.changes = append(p.changes, atomicfile.Change{Dir: d.Dir, Name: name, Remove: true})
			p.steps = append(p.steps, Step{Path: d.Path(name), What: "removed: not generated any more"})
		}
	}
	return nil
}

// majorPath is the path of the head of another major: order.v1.json becomes
// order.v2.json, and so does order.json.
func majorPath(head string, major int) string {
	dir, base := path.Split(head)
	ext := path.Ext(base)
	stem := strings.TrimSuffix(base, ext)
	if m := majorForm.FindStringSubmatchIndex(base); m != nil {
		return dir + base[:m[0]] + ".v" + strconv.Itoa(major) + base[m[3]:]
	}
	return dir + stem + ".v" + strconv.Itoa(major) + ext
}

// majorName is the name of a package or directory of another major: orderv1
// becomes orderv2, and order as well.
func majorName(name string, old, major int) string {
	suffix := "v" + strconv.Itoa(old)
	if stem, ok := strings.CutSuffix(name, suffix); ok {
		return stem + "v" + strconv.Itoa(major)
	}
	return name + "v" + strconv.Itoa(major)
}

// itemForm is what stands before an item of a list in block style.
var itemForm = regexp.MustCompile(`^( *)-( +)$`)

// withFamily returns the text of the configuration with a further entry for the
// head's family, right below its own, and the entry as it will be read.
func (p *plan) withFamily(head string) ([]byte, *config.Family, error) {
	h, f := p.head, p.config.File
	data := f.Data
	item := f.Root.Get("families").Items[h.index]
	start := strings.LastIndexByte(string(data[:item.Start]), '\n') + 1
	m := itemForm.FindStringSubmatch(string(data[start:item.Start]))
	eol := "\n"
	if i := strings.IndexByte(string(data), '\n'); i > 0 && data[i-1] == '\r' {
		eol = "\r\n"
	}
	indent := ""
	if m != nil {
		indent = m[1]
	}
	entry := p.entry(head)
	for i, line := range entry {
		if i == 0 {
			entry[i] = indent + "- " + line + eol
		} else {
			entry[i] = indent + "  " + line + eol
		}
	}
	text := strings.Join(entry, "")
	refused := choicef("add the entry by hand, with its head, and release it by its name:\n"+text,
		"%s is not written in a form that an entry can be added to", slashed(f.Name))
	if m == nil {
		return nil, nil, refused
	}
	end := item.End
	for end > item.Start && strings.ContainsRune(" \t\r\n", rune(data[end-1])) {
		end--
	}
	if i := strings.IndexByte(string(data[end:]), '\n'); i >= 0 {
		end += i + 1
	} else {
		end, text = len(data), eol+text
	}
	edited := slices.Concat(data[:end], []byte(text), data[end:])
	c, err := config.Parse(f.Name, edited)
	if err != nil || len(c.Families) != len(p.config.Families)+1 || c.Families[h.index+1].Head.Text != head {
		return nil, nil, refused
	}
	return edited, &c.Families[h.index+1], nil
}

// entry is the text of the new family, line by line: the old one's with the names
// of the next major, and without its waivers.
func (p *plan) entry(head string) []string {
	f, old, next := p.head.Family, p.head.version.major, p.version.major
	lines := []string{
		"name: " + plain(f.Name),
		"head: " + plain(head),
		"released: " + plain(f.Released.Text),
		fmt.Sprintf("policy: {direction: %s, content: %s, transitive: %t}", f.Policy.Direction, f.Policy.Content, f.Policy.Transitive),
	}
	if f.Draft != "" {
		lines = append(lines, "draft: "+f.Draft)
	}
	if f.LaterKeywords {
		lines = append(lines, "later_keywords: true")
	}
	if len(f.Map) > 0 {
		lines = append(lines, "map:")
		for _, uri := range slices.Sorted(maps.Keys(f.Map)) {
			lines = append(lines, "  "+quotedYAML(uri)+": "+plain(f.Map[uri].Text))
		}
	}
	if len(f.Entries) > 0 {
		lines = append(lines, "entries:")
		for _, at := range f.Entries {
			lines = append(lines, "  - "+quotedYAML(at))
		}
	}
	if len(f.Generate) > 0 {
		lines = append(lines, "generate:")
	}
	for _, g := range f.Generate {
		words := []string{"lang: " + g.Lang}
		if g.Package != "" {
			words = append(words, "package: "+plain(majorName(g.Package, old, next)))
		}
		if g.Type != "" {
			words = append(words, "type: "+plain(g.Type))
		}
		words = append(words, "out: "+plain(majorName(g.Out.Text, old, next)))
		if g.Int64 {
			words = append(words, "int64: true")
		}
		if len(g.Tags) > 0 {
			tags := make([]string, len(g.Tags))
			for i, t := range g.Tags {
				tags[i] = plain(t)
			}
			words = append(words, "tags: ["+strings.Join(tags, ", ")+"]")
		}
		if g.AssertFormats {
			words = append(words, "assert_formats: true")
		}
		if len(g.Import) > 0 {
			imports := make([]string, 0, len(g.Import))
			for _, uri := range slices.Sorted(maps.Keys(g.Import)) {
				imports = append(imports, quotedYAML(uri)+": "+quotedYAML(g.Import[uri]))
			}
			words = append(words, "import: {"+strings.Join(imports, ", ")+"}")
		}
		lines = append(lines, "  - {"+strings.Join(words, ", ")+"}")
	}
	return lines
}

// plainForm is text that YAML reads as itself without quotes, wherever it stands.
var plainForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_/.-]*$`)

// plain writes a text for YAML.
func plain(text string) string {
	if plainForm.MatchString(text) && !slices.Contains([]string{"true", "false", "null", "yes", "no", "on", "off", "y", "n"}, strings.ToLower(text)) {
		return text
	}
	return quotedYAML(text)
}

// quotedYAML writes a text in quotes. JSON's strings are YAML's.
func quotedYAML(text string) string {
	return (&source.Value{Kind: source.String, Text: text}).JSON()
}
