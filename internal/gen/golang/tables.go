package golang

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/atlas-dataflow/runresult/internal/gen/model"
	"github.com/atlas-dataflow/runresult/internal/graph"
	"github.com/atlas-dataflow/runresult/internal/pattern"
	"github.com/atlas-dataflow/runresult/internal/program"
)

// maxStates bounds the automata that are printed as tables; a larger pattern is
// left to package regexp.
const maxStates = model.MaxStates

// matcher returns the name of the variable that decides a pattern.
func (e *emitter) matcher(c *model.Check) string {
	i, ok := e.matchers[c.Text]
	if !ok {
		i = len(e.patterns)
		e.matchers[c.Text] = i
		e.patterns = append(e.patterns, *c)
	}
	return "pattern" + strconv.Itoa(i)
}

// tables prints rules, pattern automata and the evaluator's program.
func (e *emitter) tables() (string, error) {
	var err error
	out := e.capture(func() {
		e.p("// Stale code does not compile: when this name is missing, run `runresult generate`.\nconst _ = codec.IfMissingRunRunresultGenerate2\n")
		e.p("// rules lists what the schema demands; the numbers in the decoder index it.\nvar rules = [...]codec.Rule{")
		for _, r := range e.rules {
			e.p("{SchemaAt: %s, Keyword: %s, Message: %s},", quote(r.SchemaAt), quote(r.Keyword), quote(r.Message))
		}
		e.p("}\n")
		for i, c := range e.patterns {
			if err = e.ctx.Err(); err != nil {
				return
			}
			if err = e.printPattern(i, &c); err != nil {
				return
			}
		}
		for i, d := range e.fusedDFAs {
			e.p("// patterns%d decides several patterns of one string at once.", i)
			e.printDFA("patterns"+strconv.Itoa(i), d)
		}
		err = e.printProgram()
	})
	return out, err
}

func (e *emitter) printPattern(i int, c *model.Check) error {
	p := c.Pattern
	e.p("// pattern%d decides %s", i, oneLine(p.String()))
	d, ok := e.dfa(c)
	if !ok || !printable(d) {
		re2, err := p.RE2()
		if err != nil {
			return unsupported(c.Node, err)
		}
		e.p("var pattern%d = codec.NewRegexp(%s)\n", i, quote(re2))
		return nil
	}
	e.printDFA("pattern"+strconv.Itoa(i), d)
	return nil
}

// unsupported says where the pattern stands that no engine here can decide.
func unsupported(n *graph.Node, err error) error {
	hint := ""
	var why *pattern.Error
	if errors.As(err, &why) {
		hint = why.Hint
	}
	return n.File.Errorf(n.Pattern.At, n.At("pattern"), program.CodePattern, hint, "pattern: %v", err)
}

// printable reports whether rows of the automaton can be numbered.
func printable(d *pattern.DFA) bool { return model.Printable(d) }

// printDFA prints an automaton with its states as row offsets.
func (e *emitter) printDFA(name string, d *pattern.DFA) {
	e.p("var %s = codec.DFA{", name)
	e.p("ASCII: %s,", quote(string(d.ASCII[:])))
	var wide []string
	for _, w := range d.Wide {
		wide = append(wide, fmt.Sprintf("{Hi: %#x, Class: %d}", w.Hi, w.Class))
	}
	e.p("Wide: []codec.Wide{%s},\nClasses: %d,\nStart: %d,", strings.Join(wide, ", "), d.NumClasses, int(d.Start)*d.NumClasses)
	e.p("Next: []uint16{")
	for s := range d.States() {
		row := make([]string, d.NumClasses)
		for c := range row {
			row[c] = strconv.Itoa(int(d.Next[s*d.NumClasses+c]) * d.NumClasses)
		}
		e.p("%s,", strings.Join(row, ", "))
	}
	accept := make([]byte, d.States())
	for s := range accept {
		switch {
		case d.Always[s]:
			accept[s] = '2'
		case d.Accept[s]:
			accept[s] = '1'
		default:
			accept[s] = '0'
		}
	}
	e.p("},\nAccept: %s,\n}\n", quote(string(accept)))
}

// printProgram prints what the general evaluator checks.
func (e *emitter) printProgram() error {
	if len(e.nodes) == 0 {
		return nil
	}
	text, index, err := program.Build(e.pkg.Graph, e.nodes...)
	if err != nil {
		return err
	}
	if len(e.explains) > 0 {
		e.p("// explain completes the errors of the document that c has read.\nfunc explain(c *codec.Cursor, err error, check int) error {\nreturn eval.Explain(c, err, program(), roots[check])\n}\n")
	}
	if len(e.nodes) == len(e.explains) {
		return e.printRoots(text, index)
	}
	e.p("// evaluate has the general evaluator check the value that ends at c and began at\n// at, for what has no static form.")
	e.p("func evaluate(c *codec.Cursor, at, check, rule int) {\neval.Apply(c, program(), at, roots[check], rule)\n}\n")
	return e.printRoots(text, index)
}

// printRoots prints the program and where its checks begin.
func (e *emitter) printRoots(text string, index map[*graph.Node]int) error {
	var roots []string
	for _, n := range e.nodes {
		roots = append(roots, strconv.Itoa(index[n]))
	}
	e.p("// roots holds the program's node for each check.\nvar roots = [...]int{%s}\n", strings.Join(roots, ", "))
	e.p("var program = sync.OnceValue(func() *eval.Program { return eval.MustLoad(strings.Join(programText[:], \"\")) })\n")
	// A list of lines and not one constant: a sum of thousands of terms takes
	// every tool that reads Go a time that grows with its square.
	e.p("var programText = [...]string{")
	for l := range strings.Lines(text) {
		e.p("%s,", quote(l))
	}
	e.p("}")
	return nil
}
