package confirm

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/dlclark/regexp2/v2"
	jsonschema "github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/source"
	"github.com/atlas-dataflow/runresult/internal/v5"
	"github.com/atlas-dataflow/runresult/rt/codec"
	"github.com/atlas-dataflow/runresult/rt/eval"
)

const (
	// ecmaNodes bounds the schemas that the library is given: the time of its
	// compiler grows with the square.
	ecmaNodes = 10_000
	// maxMatching bounds the time that the patterns of a schema may take on all
	// strings of one document: the engine goes back and tries again, and counts no
	// steps.
	maxMatching = time.Second
)

// ecmaPeer is the third validator with a copy of a schema: every schema of the
// graph under $defs, in the 2020-12 meaning that the graph gives it. Patterns are
// as the user wrote them, or as ECMA-262 wants them written.
type ecmaPeer struct {
	g *graph.Graph

	mutex   sync.Mutex // the schema holds the matcher, which counts for one document
	schema  *jsonschema.Schema
	matcher *matcher
}

// newECMA makes the copy. The error says why the library cannot judge by it.
func newECMA(g *graph.Graph, formats bool) (p *ecmaPeer, err error) {
	defer recovered(&err)
	if len(g.Nodes) > ecmaNodes {
		return nil, errors.New("the schema is too large")
	}
	root, err := ecmaCopy(g, formats)
	if err != nil {
		return nil, err
	}
	p = &ecmaPeer{g: g, matcher: &matcher{allowed: maxMatching}}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.UseLoader(jsonschema.SchemeURLLoader{}) // which has no scheme
	c.UseRegexpEngine(p.matcher.compile)
	c.AssertFormat() // the copy holds asserted formats only
	for _, name := range eval.Formats() {
		c.RegisterFormat(&jsonschema.Format{Name: ecmaFormat(name), Validate: func(v any) error {
			if text, ok := v.(string); ok && !eval.MatchFormat(name, text) {
				return errors.New("no " + name)
			}
			return nil
		}})
	}
	const url = "copy:schema"
	if err := c.AddResource(url, root); err != nil {
		return nil, err
	}
	if p.schema, err = c.Compile(url); err != nil {
		return nil, err
	}
	return p, nil
}

// ecmaFormat is what a format is called in the copy: the library does not let
// another decide about all of its own names.
func ecmaFormat(name string) string { return "our " + name }

// judge returns whether the schema accepts doc, and the first objection if not.
func (p *ecmaPeer) judge(doc *source.Value) (ok bool, why *v5.Violation, err error) {
	defer recovered(&err)
	v, err := exactly(doc)
	if err != nil {
		return false, nil, err
	}
	if !bearable(p.g.Root, doc) {
		return false, nil, errors.New("the schema asks for too many steps on this document")
	}
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.matcher.err, p.matcher.deadline = nil, time.Now().Add(p.matcher.allowed)
	switch said := p.schema.Validate(v); {
	case p.matcher.err != nil:
		return false, nil, p.matcher.err
	case said != nil:
		return false, p.objection(doc, said), nil
	}
	return true, nil, nil
}

// exactly converts v with all digits of its numbers.
func exactly(v *source.Value) (any, error) {
	var err error
	var check func(*source.Value)
	check = func(v *source.Value) {
		if v.Kind == source.Number && !wieldy(v.Text) {
			err = unwieldy(v.Text)
		}
		for _, item := range v.Items {
			check(item)
		}
		for _, m := range v.Members {
			check(m.Value)
		}
	}
	if check(v); err != nil {
		return nil, err
	}
	return jsonschema.UnmarshalJSON(strings.NewReader(v.JSON()))
}

// maxDigits bounds the digits that a number has when it is written out, of about
// which the library makes a fraction each time it looks at it.
const maxDigits = 1000

func wieldy(text string) bool {
	_, exponent, scientific := strings.Cut(strings.ToLower(text), "e")
	n, err := strconv.Atoi(exponent)
	return len(text) <= maxDigits && (!scientific || err == nil && max(n, -n) <= maxDigits)
}

func unwieldy(text string) error {
	return fmt.Errorf("the number %.40s has more than %d digits", text, maxDigits)
}

// matcher is the regular expressions of one copy and what is known of the
// document that is being judged.
type matcher struct {
	allowed  time.Duration
	deadline time.Time
	err      error // why nothing is known of it
}

// compile is a jsonschema.RegexpEngine.
func (m *matcher) compile(text string) (jsonschema.Regexp, error) {
	re, err := regexp2.Compile(text, regexp2.ECMAScript|regexp2.Unicode)
	if err != nil {
		return nil, err
	}
	return &expression{m, re}, nil
}

// expression is a jsonschema.Regexp.
type expression struct {
	*matcher
	re *regexp2.Regexp
}

func (x *expression) String() string { return x.re.String() }

// MatchString says no once nothing is known; matcher.err keeps that from being an
// answer.
func (x *expression) MatchString(s string) bool {
	if x.err != nil {
		return false
	}
	x.re.MatchTimeout = max(time.Until(x.deadline), 1)
	ok, err := x.re.MatchString(s)
	if err != nil {
		x.err = fmt.Errorf("the pattern %s takes too many steps", codec.Quote(x.re.String()))
	}
	return ok
}
