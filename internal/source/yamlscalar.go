package source

import (
	"errors"
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"github.com/atlas-dataflow/runresult/diag"
	"github.com/atlas-dataflow/runresult/rt"
	"github.com/atlas-dataflow/runresult/rt/codec"
	yaml "go.yaml.in/yaml/v3"
)

// Plain scalars of the YAML 1.2 core schema, and those that are numbers to
// YAML 1.1 alone.
var (
	coreDecimal = regexp.MustCompile(`^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`)
	coreRadix   = regexp.MustCompile(`^0(o[0-7]+|x[0-9a-fA-F]+)$`)
	coreSpecial = regexp.MustCompile(`^([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$`)
	oldNumber   = regexp.MustCompile(`^[-+]?(0b[01_]+|0o[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*(\.[0-9_]*)?([eE][-+]?[0-9]+)?|\.[0-9][0-9_]*([eE][-+]?[0-9]+)?)$`)
)

// maxRadixDigits bounds hexadecimal and octal numbers, whose conversion takes
// more than linear time.
const maxRadixDigits = 1000

// scalar fills v from a scalar node.
func (t *yamlTree) scalar(v *Value, n *yaml.Node, plainTag bool) error {
	at, _ := t.start(n)
	tagged := n.Style&yaml.TaggedStyle != 0
	quoted := n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0
	if tagged {
		switch n.Tag {
		case "!!str", "!!int", "!!float", "!!bool", "!!null":
		default:
			return t.fail(at, "remove the tag", "tag %s has no meaning in JSON", n.Tag)
		}
	}
	if plainTag || tagged && n.Tag == "!!str" || quoted && !tagged {
		v.Kind, v.Text = String, n.Value
		return nil
	}
	if err := t.plain(v, n.Value, at); err != nil {
		return err
	}
	if tagged && !tagFits(n.Tag, v) {
		return t.fail(at, "remove the tag", "%s is no %s", codec.Quote(n.Value), strings.TrimPrefix(n.Tag, "!!"))
	}
	return nil
}

func tagFits(tag string, v *Value) bool {
	switch tag {
	case "!!null":
		return v.Kind == Null
	case "!!bool":
		return v.Kind == Bool
	case "!!int":
		return v.Kind == Number && !strings.ContainsAny(v.Text, ".eE")
	case "!!float":
		return v.Kind == Number
	}
	return false
}

// plain resolves a plain scalar by the core schema.
func (t *yamlTree) plain(v *Value, text string, at int) error {
	switch text {
	case "", "~", "null", "Null", "NULL":
		v.Kind = Null
		return nil
	case "true", "True", "TRUE":
		v.Kind, v.Bool = Bool, true
		return nil
	case "false", "False", "FALSE":
		v.Kind = Bool
		return nil
	}
	if c := text[0]; c != '-' && c != '+' && c != '.' && (c < '0' || c > '9') {
		v.Kind, v.Text = String, text
		return nil
	}
	v.Kind = Number
	switch {
	case coreDecimal.MatchString(text):
		number, ok := respell(text)
		if !ok {
			return t.fail(at, "quote it if a string is meant, else drop the zeros", "%s is octal to some YAML readers and decimal to others", codec.Quote(text))
		}
		if _, err := rt.ParseNumber(number); err != nil {
			return t.fail(at, "", "%s", numberFault(number))
		}
		v.Text = number
	case coreRadix.MatchString(text):
		if len(text) > maxRadixDigits {
			return t.fail(at, "write it in decimal", "number of more than %d hexadecimal or octal digits", maxRadixDigits)
		}
		n, _ := new(big.Int).SetString(text, 0)
		v.Text = n.String()
	case coreSpecial.MatchString(text):
		return t.fail(at, "quote it if a string is meant", "JSON has no NaN and no infinities")
	case oldNumber.MatchString(text):
		return t.fail(at, "quote it if a string is meant, else write it in plain decimal", "%s is a number to some YAML readers and a string to others", codec.Quote(text))
	default:
		v.Kind, v.Text = String, text
	}
	return nil
}

// respell writes a decimal of the core schema as JSON does, every digit kept.
// It reports false for a leading zero.
func respell(text string) (string, bool) {
	sign := ""
	switch text[0] {
	case '-':
		sign, text = "-", text[1:]
	case '+':
		text = text[1:]
	}
	mantissa, exponent := text, ""
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		mantissa, exponent = text[:i], text[i:]
	}
	whole, fraction, dotted := strings.Cut(mantissa, ".")
	if len(whole) > 1 && whole[0] == '0' {
		return "", false
	}
	if whole == "" {
		whole = "0"
	}
	if dotted && fraction != "" {
		whole += "." + fraction
	}
	return sign + whole + exponent, true
}

// numberFault says in rt's words why rt refuses a number.
func numberFault(text string) string {
	c := codec.NewCursor(text, nil)
	c.Num()
	var faults *rt.Errors
	if errors.As(c.Err(), &faults) && len(faults.List) > 0 {
		return faults.List[0].Message
	}
	return "malformed number"
}

var yamlLine = regexp.MustCompile(`^yaml: (?:line ([0-9]+): )?`)

// yamlSyntax gives an error of the YAML parser its position. The parser counts
// from zero in what it did "not find" and from one elsewhere.
func (f *File) yamlSyntax(err error) *diag.Error {
	message := err.Error()
	match := yamlLine.FindStringSubmatch(message)
	line := 1
	if match != nil {
		message = message[len(match[0]):]
		if n, convErr := strconv.Atoi(match[1]); convErr == nil {
			line = n
			if strings.HasPrefix(message, "did not find") {
				line++
			}
		}
	}
	lines := yamlLines(f.Data)
	at := lines[min(max(line, 1), len(lines))-1]
	rest := f.Data[at:]
	indent := 0
	for indent < len(rest) && (rest[indent] == ' ' || rest[indent] == '\t') {
		indent++
	}
	hint := ""
	switch {
	case strings.Contains(message, "exceeded max depth"):
		message = "nesting is deeper than " + strconv.Itoa(rt.MaxDepth) + " levels"
	case strings.Contains(string(rest[:indent]), "\t"):
		hint = "YAML indents with spaces, never with tabs"
	case strings.HasPrefix(message, "did not find"):
		hint = "check the indentation and punctuation of this line and of what follows"
	case strings.Contains(message, "mapping values are not allowed"):
		hint = "quote a text that contains \": \""
	}
	e := f.ErrorAt(at+indent, CodeParse, hint, "not YAML: %s", message)
	e.Pointer, e.Err = "", err
	return e
}
