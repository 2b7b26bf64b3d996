package source

import (
	"bytes"
	"math"
)

// setEnds gives every value its End; next is where the text behind v begins at
// the latest. The parser tells only where nodes begin.
func (t *yamlTree) setEnds(v *Value, next int) {
	if v.End > v.Start { // an alias: what it holds lies elsewhere
		t.setInnerEnds(v)
		return
	}
	data := t.file.Data
	switch v.Kind {
	case Array:
		v.End = t.itemEnds(v, next)
	case Object:
		v.End = t.memberEnds(v, next)
	default:
		v.End = t.scalarEnd(v, next)
	}
	if v.Kind >= Array && v.Start < len(data) && (data[v.Start] == '[' || data[v.Start] == '{') {
		if v.End == v.Start {
			v.End++
		}
		for v.End = skipYAMLSpace(data, v.End); v.End < len(data) && data[v.End] == ','; {
			v.End = skipYAMLSpace(data, v.End+1)
		}
		v.End = min(v.End+1, len(data))
	}
}

// setInnerEnds gives ends to the contents of an alias.
func (t *yamlTree) setInnerEnds(v *Value) {
	t.itemEnds(v, math.MaxInt)
	t.memberEnds(v, math.MaxInt)
}

func (t *yamlTree) itemEnds(v *Value, next int) int {
	end := v.Start
	for i, item := range v.Items {
		until := next
		if i+1 < len(v.Items) {
			until = v.Items[i+1].Start
		}
		t.setEnds(item, until)
		end = item.End
	}
	return end
}

func (t *yamlTree) memberEnds(v *Value, next int) int {
	end := v.Start
	for i := range v.Members {
		until := next
		if i+1 < len(v.Members) {
			until = v.Members[i+1].At
		}
		t.setEnds(v.Members[i].Value, until)
		end = v.Members[i].Value.End
	}
	return end
}

// scalarEnd finds where a scalar's text ends: behind its closing quote, or
// behind the last character that is not white space before next.
func (t *yamlTree) scalarEnd(v *Value, next int) int {
	data := t.file.Data
	next = min(next, len(data))
	if v.Start >= next {
		return v.Start
	}
	switch quote := data[v.Start]; quote {
	case '"', '\'':
		for i := v.Start + 1; i < next; i++ {
			switch {
			case data[i] == '\\' && quote == '"':
				i++
			case data[i] == quote && quote == '\'' && i+1 < next && data[i+1] == quote:
				i++
			case data[i] == quote:
				return i + 1
			}
		}
		return next
	case '|', '>':
		return v.Start + len(bytes.TrimRight(data[v.Start:next], " \t\r\n"))
	}
	line := data[v.Start:next]
	if i := bytes.IndexAny(line, "\r\n"); i >= 0 {
		line = line[:i]
	}
	if v.Kind == String && bytes.HasPrefix(line, []byte(v.Text)) {
		return v.Start + len(v.Text)
	}
	if i := bytes.IndexAny(line, ",]}#"); i >= 0 && v.Kind != String {
		line = line[:i]
	}
	return v.Start + len(bytes.TrimRight(line, " \t"))
}
