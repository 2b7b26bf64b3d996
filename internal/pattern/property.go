package pattern

import (
	"strings"
	"sync"
	"unicode"
)

// propertyEscape reads what follows \p or \P.
func (ps *parser) propertyEscape(start int, negate bool) (Set, *Error) {
	letter := ps.src[start+1 : start+2]
	if ps.peek() != '{' {
		hint := `write \` + letter + `{…} with the name of a property`
		if c := ps.peek(); strings.IndexByte("CLMNPSZ", c) >= 0 && c != 0 {
			hint = `write \` + letter + "{" + string(c) + "}"
		}
		return nil, syntaxError(start, hint, "%q needs a property in braces behind it", `\`+letter)
	}
	length := strings.IndexByte(ps.src[ps.pos:], '}')
	if length < 0 {
		return nil, syntaxError(start, "", "the property is not closed by %q", "}")
	}
	text := ps.src[ps.pos+1 : ps.pos+length]
	ps.pos += length + 1
	set, err := property(text)
	if err != nil {
		err.Offset = start
		return nil, err
	}
	if negate {
		set = set.Complement()
	}
	return set, ps.spend(start, len(set))
}

// property resolves the text between the braces, exact in spelling and case as
// ECMA-262 wants it.
func property(text string) (Set, *Error) {
	name, value, hasValue := strings.Cut(text, "=")
	if hasValue {
		switch name {
		case "General_Category", "gc":
			if set := category(value); set != nil {
				return set, nil
			}
		case "Script", "sc":
			if set := script(value); set != nil {
				return set, nil
			}
			if len(value) > 2 && unknownScript(value) {
				return nil, unsupported(0, "write the ranges of the script out", `the script of \p{%s} is not in the tables of Unicode %s`, text, unicode.Version)
			}
		case "Script_Extensions", "scx":
			return nil, unsupported(0, `write \p{Script=…} if that is what is meant, or the ranges`, `\p{%s} is not supported: there are no tables for Script_Extensions`, text)
		}
		return nil, syntaxError(0, "the forms are General_Category=…, Script=…, Script_Extensions=… and a binary property alone, spelled exactly",
			`\p{%s} names no property of ECMA-262`, text)
	}
	if set := category(name); set != nil {
		return set, nil
	}
	if alias, ok := binaryAliases[name]; ok {
		name = alias
	}
	if set := binaryProperty(name); set != nil || name == "Any" {
		return set, nil
	}
	if unsupportedBinary[name] {
		return nil, unsupported(0, "write the ranges out", `\p{%s} is not supported: there is no table for it`, text)
	}
	hint := "property names are spelled exactly: \\p{L}, \\p{Letter}, \\p{Script=Greek}, \\p{Alphabetic}"
	if script(name) != nil {
		hint = `write \p{Script=` + name + "}"
	} else if rest, ok := strings.CutPrefix(name, "Is"); ok && script(rest) != nil {
		hint = `write \p{Script=` + rest + "}"
	} else if rest, ok := strings.CutPrefix(name, "^"); ok {
		hint = `write \P{` + rest + "}"
	}
	return nil, syntaxError(0, hint, `\p{%s} names no property of ECMA-262`, text)
}

// unknownScript tells a script younger than our tables from a misspelling as far
// as its form goes: words with capitals, joined by underscores.
func unknownScript(value string) bool {
	for word := range strings.SplitSeq(value, "_") {
		if word == "" || word[0] < 'A' || word[0] > 'Z' || strings.ToLower(word[1:]) != word[1:] {
			return false
		}
		for _, c := range []byte(word) {
			if !isLetter(c) {
				return false
			}
		}
	}
	return true
}

// cache holds the sets of properties already computed; there are a few hundred
// at most.
var cache struct {
	sync.Mutex
	sets map[string]Set
}

func cached(key string, compute func() Set) Set {
	cache.Lock()
	set, ok := cache.sets[key]
	cache.Unlock()
	if ok {
		return set
	}
	set = compute() // may come back here for another key
	cache.Lock()
	defer cache.Unlock()
	if cache.sets == nil {
		cache.sets = map[string]Set{}
	}
	cache.sets[key] = set
	return set
}

// fromTable turns tables of the unicode package into one set.
func fromTable(tables ...*unicode.RangeTable) Set {
	var rs []Range
	add := func(lo, hi, stride rune) {
		if stride == 1 {
			rs = append(rs, Range{lo, hi})
			return
		}
		for r := lo; r <= hi; r += stride {
			rs = append(rs, Range{r, r})
		}
	}
	for _, t := range tables {
		for _, r := range t.R16 {
			add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
		}
		for _, r := range t.R32 {
			add(rune(r.Lo), rune(r.Hi), rune(r.Stride))
		}
	}
	return normalise(rs)
}

// category resolves a value of General_Category by short or long name; nil if
// there is none. An empty category (Cs) is an empty, non-nil set.
func category(name string) Set {
	if short, ok := unicode.CategoryAliases[name]; ok {
		name = short
	}
	switch name {
	case "Cs": // surrogates are in no string
		return Set{}
	case "Cn":
		return cached("gc=Cn", func() Set { return category("L").Union(assignedRest()).Complement() })
	case "C":
		return cached("gc=C", func() Set {
			return fromTable(unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Z).Complement()
		})
	case "LC":
		return cached("gc=LC", func() Set { return fromTable(unicode.Lu, unicode.Ll, unicode.Lt) })
	}
	table, ok := unicode.Categories[name]
	if !ok {
		return nil
	}
	return cached("gc="+name, func() Set { return fromTable(table) })
}

// assignedRest holds what is assigned and no letter.
func assignedRest() Set {
	return fromTable(unicode.M, unicode.N, unicode.P, unicode.S, unicode.Z, unicode.Cc, unicode.Cf, unicode.Co)
}

// script resolves a value of Script by name or four-letter code; nil if there is
// none.
func script(name string) Set {
	if long, ok := scriptCodes[name]; ok {
		name = long
	}
	if name == "Unknown" || name == "Zzzz" {
		return cached("sc=Unknown", func() Set {
			var tables []*unicode.RangeTable
			for _, t := range unicode.Scripts {
				tables = append(tables, t)
			}
			return fromTable(tables...).Complement()
		})
	}
	table, ok := unicode.Scripts[name]
	if !ok {
		return nil
	}
	return cached("sc="+name, func() Set { return fromTable(table) })
}
