package v5

import (
	"strconv"
	"strings"

	jsonschema "github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/atlas-dataflow/runresult/internal/keyword"
	"github.com/atlas-dataflow/runresult/internal/source"
)

// instanceAt returns the JSON Pointer of the value or the name that an error is
// about; rest is the part of its keyword location that leads from the schema to
// the keyword.
//
// The library leaves members with an empty name out of its instance locations.
// Its keyword locations tell how many steps were taken, and for properties also
// which, so the document tells where such members are. Where two ways fit, which
// takes a member "" beside another one with members of the same names, the
// first is as good as the library lets one know.
func (t *teller) instanceAt(e *jsonschema.ValidationError, from trail, rest string) string {
	location := plainPointer(e.InstanceLocation)
	path := e.KeywordLocation
	if rest != "" {
		path = strings.TrimSuffix(path, "/"+rest)
	}
	steps := stepsOf(path)
	if len(steps) == strings.Count(location, "/") {
		return from.instance + location
	}
	start, _ := t.doc.At(from.instance)
	if found, ok := t.follow(start, steps, strings.Split(location, "/")[1:]); ok {
		return from.instance + found
	}
	return from.instance + location
}

// step is one step into an instance: by the name of a member if named is set,
// else by whatever name or index.
type step struct {
	named bool
	name  string
}

// stepsOf returns the steps into the instance that a dynamic path of keywords
// takes.
func stepsOf(path string) []step {
	var steps []step
	tokens := strings.Split(path, "/")
	for i := 1; i < len(tokens); i++ {
		argument := hasArgument(tokens, i)
		switch role(tokens[i]) {
		case keyword.Member, keyword.MemberName, keyword.Item:
			if tokens[i] != "properties" {
				steps = append(steps, step{})
			} else if argument && i+1 < len(tokens) {
				name, _ := source.UnescapePointer(plainPointer(tokens[i+1]))
				steps = append(steps, step{named: true, name: name})
			}
		}
		if argument {
			i++
		}
	}
	return steps
}

// hasArgument reports whether a name or an index stands behind keyword i of a
// path of keywords.
func hasArgument(tokens []string, i int) bool {
	return !lone(tokens[i]) || tokens[i] == "items" && i+1 < len(tokens) && isIndex(tokens[i+1])
}

// maxFollow bounds the values looked at for the lost names of one document.
const maxFollow = 1_000_000

// follow finds the way through v that takes all steps and, but for empty names,
// the given tokens.
func (t *teller) follow(v *source.Value, steps []step, tokens []string) (string, bool) {
	if *t.followed++; *t.followed > maxFollow || v == nil {
		return "", false
	}
	if len(steps) == 0 {
		return "", len(tokens) == 0
	}
	try := func(next *source.Value, token string, tokens []string) (string, bool) {
		rest, ok := t.follow(next, steps[1:], tokens)
		return "/" + token + rest, ok
	}
	first := steps[0]
	if len(tokens) > 0 && !(first.named && first.name == "") {
		if next, ok := v.At("/" + tokens[0]); ok {
			if found, ok := try(next, tokens[0], tokens[1:]); ok {
				return found, true
			}
		}
	}
	if next := v.Get(""); next != nil && (!first.named || first.name == "") {
		return try(next, "", tokens)
	}
	return "", false
}

// isIndex reports whether a token is that of an array's item.
func isIndex(token string) bool {
	_, err := strconv.ParseUint(token, 10, 64)
	return err == nil
}
