package source

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"unicode/utf8"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/rt/codec"
	yaml "go.yaml.in/yaml/v3"
)

// MaxYAMLSize is the largest YAML text, in bytes, that is read. YAML is for
// what people write by hand.
const MaxYAMLSize = 32 << 20

// aliasBudget bounds what aliases may add to a tree: each value costs
// aliasValueCost and the length of its text.
const (
	aliasBudget    = 16 << 20
	aliasValueCost = 128
)

// ParseYAML reads one YAML document as another spelling of JSON, by the core
// schema of YAML 1.2: yes, no, on, off and dates are plain strings; integers and
// floats keep every digit and become JSON number text (0x10 is 16, .5 is 0.5).
// Refused, with a hint: what JSON cannot say (keys that are no strings,
// duplicate keys, merge keys, NaN and infinities, tags outside the core schema,
// several documents), what YAML 1.1 and 1.2 read differently (010, 1_000, 0b1),
// aliases that contain themselves or expand without bound, and everything rt
// refuses in JSON. Errors are *diag.Error; data is kept as File.Data.
func ParseYAML(name string, data []byte) (*File, error) {
	f := &File{Name: name, Data: data}
	if first := bytes.TrimLeft(data, " \t\r\n"); len(first) > 0 && (first[0] == '{' || first[0] == '[') {
		// Most JSON is YAML, and read here exactly; the rest is what follows.
		if asJSON, err := ParseJSON(name, data); err == nil {
			return asJSON, nil
		}
	}
	if err := f.checkYAMLText(); err != nil {
		return nil, err
	}
	doc, err := f.yamlNodes()
	if err != nil {
		return nil, err
	}
	t := yamlTree{file: f, lines: yamlLines(data), budget: aliasBudget, open: map[*yaml.Node]bool{}}
	root, err := t.value(doc, 0)
	if err != nil {
		return nil, err
	}
	t.setEnds(root, len(data))
	f.Root = root
	return f, nil
}

// checkYAMLText refuses text that the YAML parser would refuse without a
// position, or read differently from JSON.
func (f *File) checkYAMLText() error {
	data := f.Data
	switch {
	case len(data) > MaxYAMLSize:
		return &diag.Error{File: f.Name, Code: CodeParse, Message: fmt.Sprintf("YAML text is larger than %d bytes", MaxYAMLSize), Hint: "convert it to JSON"}
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		return f.ErrorAt(0, CodeParse, "save the file as UTF-8 without one", "the file begins with a byte order mark")
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		return f.ErrorAt(0, CodeParse, "save the file as UTF-8", "the file is UTF-16")
	}
	for i := 0; i < len(data); {
		c := data[i]
		if c >= ' ' && c < 0x7f || c == '\n' || c == '\t' || c == '\r' {
			i++
			continue
		}
		r, size := utf8.DecodeRune(data[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			return f.ErrorAt(i, CodeParse, "save the file as UTF-8", "byte 0x%x is not valid UTF-8", c)
		case r == 0x85 || r == 0x2028 || r == 0x2029:
			return f.ErrorAt(i, CodeParse, fmt.Sprintf(`write it as \u%04x in double quotes`, r), "%U is a line break to some YAML readers and a character to others", r)
		case r < 0xa0 || r == 0xfeff || r == 0xfffe || r == 0xffff:
			return f.ErrorAt(i, CodeParse, fmt.Sprintf(`write it as \u%04x in double quotes`, r), "YAML allows no %U in its text", r)
		}
		i += size
	}
	return nil
}

// yamlNodes parses the text and returns the one document's root node.
func (f *File) yamlNodes() (root *yaml.Node, err error) {
	defer func() {
		if r := recover(); r != nil {
			root, err = nil, &diag.Error{File: f.Name, Code: CodeParse, Message: fmt.Sprintf("the YAML parser gave up: %v", r), Hint: "convert the file to JSON"}
		}
	}()
	dec := yaml.NewDecoder(bytes.NewReader(admitVersion(f.Data)))
	var doc, second yaml.Node
	err = dec.Decode(&doc)
	if errors.Is(err, io.EOF) || err == nil && len(doc.Content) == 0 {
		return nil, &diag.Error{File: f.Name, Code: CodeParse, Message: "the document is empty", Hint: "write a value"}
	}
	if err != nil {
		return nil, f.yamlSyntax(err)
	}
	switch err = dec.Decode(&second); {
	case err == nil:
		e := f.ErrorAt(0, CodeParse, "keep one document per file", "a second YAML document begins here")
		e.Line, e.Column = second.Line, second.Column
		return nil, e
	case !errors.Is(err, io.EOF):
		return nil, f.yamlSyntax(err)
	}
	return doc.Content[0], nil
}

// versionDirective is a %YAML 1.2 line before the document's start.
var versionDirective = regexp.MustCompile(`^((?:[ \t]*(?:#[^\n]*)?\n)*%YAML[ \t]+1\.)2([ \t\r\n])`)

// admitVersion lets a text that declares YAML 1.2 pass the parser, which knows
// 1.1 by that line; what scalars mean is decided here anyway.
func admitVersion(data []byte) []byte {
	if !bytes.Contains(data[:min(len(data), 4096)], []byte("%YAML")) {
		return data
	}
	return versionDirective.ReplaceAll(data, []byte("${1}1${2}"))
}

// yamlLines returns the offsets at which lines begin for the YAML parser, to
// which a lone carriage return is a line break too.
func yamlLines(data []byte) []int {
	starts := []int{0}
	for i, c := range data {
		if c == '\n' || c == '\r' && (i+1 == len(data) || data[i+1] != '\n') {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// yamlTree turns the parser's nodes into Values.
type yamlTree struct {
	file   *File
	lines  []int
	budget int                 // what aliases may still add
	inside int                 // how many aliases are being expanded
	open   map[*yaml.Node]bool // anchored nodes being expanded
	path   []byte              // JSON Pointer of the value being converted

	// Where offset was last: nodes come in document order, so that even a text
	// of one line is walked once.
	line, column, at int
}

// located marks, as its Line, a node whose Column was replaced by its offset.
const located = -1

// offset returns the place of the parser's 1-based line and column.
func (t *yamlTree) offset(n *yaml.Node) int {
	if n.Line == located {
		return n.Column
	}
	if n.Line < 1 || n.Line > len(t.lines) {
		return len(t.file.Data)
	}
	if n.Line != t.line || n.Column < t.column {
		t.line, t.column, t.at = n.Line, 1, t.lines[n.Line-1]
	}
	for ; t.column < n.Column && t.at < len(t.file.Data); t.column++ {
		_, size := utf8.DecodeRune(t.file.Data[t.at:])
		t.at += size
	}
	n.Line, n.Column = located, t.at
	return t.at
}

// start returns the offset of the node's text behind its anchor and tag, and
// whether the tag is the "!" that makes any scalar a string.
func (t *yamlTree) start(n *yaml.Node) (at int, plainTag bool) {
	data := t.file.Data
	at = t.offset(n)
	for at < len(data) && (data[at] == '&' || data[at] == '!') {
		end := at
		for end < len(data) && !isYAMLSpace(data[end]) {
			end++
		}
		plainTag = plainTag || string(data[at:end]) == "!"
		at = skipYAMLSpace(data, end)
	}
	return at, plainTag
}

func isYAMLSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// skipYAMLSpace passes over white space and comments.
func skipYAMLSpace(data []byte, at int) int {
	for at < len(data) {
		switch {
		case isYAMLSpace(data[at]):
			at++
		case data[at] == '#' && (at == 0 || isYAMLSpace(data[at-1])):
			for at < len(data) && data[at] != '\n' && data[at] != '\r' {
				at++
			}
		default:
			return at
		}
	}
	return at
}

func (t *yamlTree) fail(at int, hint, format string, args ...any) error {
	e := t.file.ErrorAt(at, CodeParse, hint, format, args...)
	e.Pointer = string(t.path)
	return e
}

// value converts one node, its anchors' contents included.
func (t *yamlTree) value(n *yaml.Node, depth int) (*Value, error) {
	if n.Kind == yaml.AliasNode {
		return t.alias(n, depth)
	}
	at, plainTag := t.start(n)
	if t.inside > 0 {
		if t.budget -= aliasValueCost + len(n.Value); t.budget < 0 {
			return nil, t.fail(at, "write the values out, or share them with $ref", "aliases expand to more than %d MiB", aliasBudget>>20)
		}
	}
	if n.Anchor != "" {
		if t.open[n] {
			return nil, t.fail(at, "", "the value anchored as &%s contains itself", n.Anchor)
		}
		t.open[n] = true
		defer delete(t.open, n)
	}
	v := &Value{Start: at, End: at}
	if n.Kind == yaml.ScalarNode {
		return v, t.scalar(v, n, plainTag)
	}
	if depth++; depth > rt.MaxDepth {
		return nil, t.fail(at, "", "nesting is deeper than %d levels", rt.MaxDepth)
	}
	want := "!!seq"
	if n.Kind == yaml.MappingNode {
		want = "!!map"
	}
	if n.Tag != want && n.Tag != "" {
		return nil, t.fail(at, "remove the tag", "tag %s has no meaning in JSON", n.Tag)
	}
	if n.Kind == yaml.MappingNode {
		v.Kind = Object
		return v, t.members(v, n, depth)
	}
	v.Kind = Array
	v.Items = make([]*Value, 0, len(n.Content))
	base := len(t.path)
	for i, child := range n.Content {
		t.path = strconv.AppendInt(append(t.path[:base], '/'), int64(i), 10)
		item, err := t.value(child, depth)
		if err != nil {
			return nil, err
		}
		v.Items = append(v.Items, item)
	}
	t.path = t.path[:base]
	return v, nil
}

// alias expands an alias into a copy of its own, placed where the alias is.
func (t *yamlTree) alias(n *yaml.Node, depth int) (*Value, error) {
	at := t.offset(n)
	if n.Alias == nil {
		return nil, t.fail(at, "", "alias *%s names no anchor", n.Value)
	}
	if t.open[n.Alias] {
		return nil, t.fail(at, "", "alias *%s stands inside the value it names", n.Value)
	}
	t.inside++
	v, err := t.value(n.Alias, depth)
	t.inside--
	if err != nil {
		return nil, err
	}
	v.Start, v.End = at, at+1+len(n.Value)
	return v, nil
}

func (t *yamlTree) members(v *Value, n *yaml.Node, depth int) error {
	v.Members = make([]Member, 0, len(n.Content)/2)
	base := len(t.path)
	for i := 0; i+1 < len(n.Content); i += 2 {
		name, at, err := t.key(n.Content[i])
		if err != nil {
			return err
		}
		t.path = AppendPointer(t.path, name)
		if first := v.Member(name); first != nil {
			line, column := t.file.Position(first.At)
			return t.fail(at, "keep one of the two", "key %s stands twice in one mapping, first at %d:%d", codec.Quote(name), line, column)
		}
		child, err := t.value(n.Content[i+1], depth)
		if err != nil {
			return err
		}
		v.Members = append(v.Members, Member{Name: name, At: at, Value: child})
		v.noteLast()
		t.path = t.path[:base]
	}
	return nil
}

// key returns the text of a mapping's key, which must be a string.
func (t *yamlTree) key(n *yaml.Node) (name string, at int, err error) {
	at, plainTag := t.start(n)
	site := at
	if n.Kind == yaml.AliasNode && n.Alias != nil {
		n = n.Alias
		_, plainTag = t.start(n)
	}
	if n.Kind != yaml.ScalarNode {
		return "", 0, t.fail(site, "", "a key must be a string, not a mapping or sequence")
	}
	if n.Tag == "!!merge" && n.Style == 0 {
		return "", 0, t.fail(site, "write the members out; if a member named << is meant, quote it", "merge keys are not supported")
	}
	var v Value
	if err := t.scalar(&v, n, plainTag); err != nil {
		return "", 0, err
	}
	if v.Kind != String {
		return "", 0, t.fail(site, fmt.Sprintf("quote it: %q", n.Value), "a key must be a string, but %s is %s", codec.Quote(n.Value), withArticle(v.Kind))
	}
	return v.Text, site, nil
}

func withArticle(k Kind) string {
	if k == Null {
		return "null"
	}
	return "a " + k.String()
}
