package keyword

import (
	"math/bits"
	"strings"
)

// Dialect is one of the supported versions of JSON Schema. The zero value means
// that none was named.
type Dialect uint8

// The supported dialects, oldest first, so that they can be compared.
const (
	Draft4 Dialect = iota + 1
	Draft6
	Draft7
	Draft2019
	Draft2020
)

// Dialects lists the supported dialects, oldest first.
func Dialects() []Dialect { return []Dialect{Draft4, Draft6, Draft7, Draft2019, Draft2020} }

var dialects = [...]struct{ name, uri string }{
	{},
	{"draft4", "http://json-schema.org/draft-04/schema"},
	{"draft6", "http://json-schema.org/draft-06/schema"},
	{"draft7", "http://json-schema.org/draft-07/schema"},
	{"draft2019-09", "https://json-schema.org/draft/2019-09/schema"},
	{"draft2020-12", "https://json-schema.org/draft/2020-12/schema"},
}

// String returns the name that ParseDialect reads, or "" for the zero value.
func (d Dialect) String() string {
	if int(d) < len(dialects) {
		return dialects[d].name
	}
	return ""
}

// URI returns the identifier of the dialect's meta-schema, without a fragment.
func (d Dialect) URI() string {
	if int(d) < len(dialects) {
		return dialects[d].uri
	}
	return ""
}

// IDKeyword returns the keyword that names a schema: "id" in draft 4, else "$id".
func (d Dialect) IDKeyword() string {
	if d == Draft4 {
		return "id"
	}
	return "$id"
}

// RefHidesSiblings reports whether a $ref makes every other keyword beside it
// void, as it does up to draft 7.
func (d Dialect) RefHidesSiblings() bool { return d <= Draft7 }

// ContainsEvaluates reports whether the items that satisfy "contains" count as
// evaluated for "unevaluatedItems"; they do from 2020-12 on.
func (d Dialect) ContainsEvaluates() bool { return d >= Draft2020 }

// ParseDialect reads a dialect's name: draft4, draft6, draft7, draft2019-09 or
// draft2020-12, and the same without "draft" or without the month.
func ParseDialect(name string) (Dialect, bool) {
	s := strings.TrimPrefix(strings.ToLower(name), "draft")
	s = strings.TrimLeft(s, "-0")
	switch s {
	case "4":
		return Draft4, true
	case "6":
		return Draft6, true
	case "7":
		return Draft7, true
	case "2019-09", "2019":
		return Draft2019, true
	case "2020-12", "2020":
		return Draft2020, true
	}
	return 0, false
}

// DialectOf returns the dialect whose meta-schema is identified by uri. An empty
// fragment ("#") is ignored and http and https are the same, because schemas in
// use write all four spellings.
func DialectOf(uri string) (Dialect, bool) {
	uri = strings.TrimSuffix(uri, "#")
	if rest, ok := strings.CutPrefix(uri, "https:"); ok {
		uri = "http:" + rest
	}
	for d := Draft4; d <= Draft2020; d++ {
		want := dialects[d].uri
		if rest, ok := strings.CutPrefix(want, "https:"); ok {
			want = "http:" + rest
		}
		if uri == want {
			return d, true
		}
	}
	return 0, false
}

// Drafts is a set of dialects.
type Drafts uint8

// Set returns the set of the given dialects.
func Set(ds ...Dialect) Drafts {
	var s Drafts
	for _, d := range ds {
		s |= 1 << d
	}
	return s
}

// From returns the set of d and every later dialect.
func From(d Dialect) Drafts { return Between(d, Draft2020) }

// Between returns the set of the dialects from first to last, both included.
func Between(first, last Dialect) Drafts {
	var s Drafts
	for d := first; d <= last; d++ {
		s |= 1 << d
	}
	return s
}

// Has reports whether d is in the set.
func (s Drafts) Has(d Dialect) bool { return d != 0 && s&(1<<d) != 0 }

// First returns the oldest dialect of the set, 0 of the empty one.
func (s Drafts) First() Dialect { return Dialect(bits.TrailingZeros8(uint8(s)) % 8) }

// Last returns the newest dialect of the set, 0 of the empty one.
func (s Drafts) Last() Dialect { return Dialect(max(bits.Len8(uint8(s)), 1) - 1) }

// Vocab is a set of vocabularies, the groups of keywords that a meta-schema of
// 2019-09 or later can leave out.
type Vocab uint16

// The vocabularies. 2019-09 has one format vocabulary and keeps the unevaluated
// keywords among the applicators; 2020-12 splits both.
const (
	VocabCore Vocab = 1 << iota
	VocabApplicator
	VocabUnevaluated
	VocabValidation
	VocabMetaData
	VocabFormat // 2019-09's format, 2020-12's format-annotation
	VocabFormatAssertion
	VocabContent
)

// DefaultVocab returns the vocabularies of the dialect's own meta-schema; for
// dialects before 2019-09, which know no vocabularies, all of them.
func DefaultVocab(d Dialect) Vocab {
	return VocabCore | VocabApplicator | VocabUnevaluated | VocabValidation |
		VocabMetaData | VocabFormat | VocabContent
}

const (
	vocab2019 = "https://json-schema.org/draft/2019-09/vocab/"
	vocab2020 = "https://json-schema.org/draft/2020-12/vocab/"
)

// VocabOf returns the vocabularies that the URI of a $vocabulary member stands
// for in dialect d, and false for a URI that the dialect does not define.
func VocabOf(d Dialect, uri string) (Vocab, bool) {
	if name, ok := strings.CutPrefix(uri, vocab2020); ok && d == Draft2020 {
		switch name {
		case "core":
			return VocabCore, true
		case "applicator":
			return VocabApplicator, true
		case "unevaluated":
			return VocabUnevaluated, true
		case "validation":
			return VocabValidation, true
		case "meta-data":
			return VocabMetaData, true
		case "format-annotation":
			return VocabFormat, true
		case "format-assertion":
			return VocabFormat | VocabFormatAssertion, true
		case "content":
			return VocabContent, true
		}
	}
	if name, ok := strings.CutPrefix(uri, vocab2019); ok && d == Draft2019 {
		switch name {
		case "core":
			return VocabCore, true
		case "applicator":
			return VocabApplicator | VocabUnevaluated, true
		case "validation":
			return VocabValidation, true
		case "meta-data":
			return VocabMetaData, true
		case "format":
			return VocabFormat, true
		case "content":
			return VocabContent, true
		}
	}
	return 0, false
}
