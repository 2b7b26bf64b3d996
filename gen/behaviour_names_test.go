package gen_test

import (
	"encoding/json"
	"fmt"
	"strings"
)

// hostile is text that would end a comment, a string or a line, hide what
// follows, or be taken for a directive.
const hostile = "*/ // \x00 \n\r\n//go:build ignore\n//go:embed x\n\u2028package evil\u2029\u202e\u2066\ufeff ` \" ' \\ %s %d {{.}} \x1b[31m </script>\n\nfunc init() { panic(1) }"

func quoted(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func hostileText() []behaviour {
	h := quoted(hostile)
	return []behaviour{{
		name: "hostile text wherever a schema has text",
		schema: `{"$id":"urn:x:` + `y","$comment":` + h + `,"title":` + h + `,"description":` + h + `,"type":"object","properties":{
			"a":{"type":"string","title":` + h + `,"description":` + h + `,"default":` + h + `,"examples":[` + h + `],"deprecated":true},
			"e":{"description":` + h + `,"enum":[` + h + `,"b"]},
			"c":{"const":` + h + `},
			"o":{"title":` + h + `,"type":"object","properties":{"x":{"type":"integer","description":` + h + `}},"$comment":` + h + `,"not":{"required":["y"]}},
			"l":{"type":"array","items":{"type":"integer"},"description":` + h + `},
			` + h + `:{"type":"integer","description":` + h + `}},
			"required":[` + h + `],"patternProperties":{` + quoted("^\\*/\n\u2028`\"") + `:{"type":"null"}},"if":{"required":["c"]},"then":{"required":["a"],"$comment":` + h + `}}`,
		ok:     []string{`{` + h + `:1}`, `{` + h + `:1,"e":` + h + `,"a":` + h + `,"c":` + h + `,"o":{"x":1},"l":[1,2]}`},
		no:     []string{`{}`, `{` + h + `:"1"}`, `{` + h + `:1,"e":"c"}`, `{` + h + `:1,"c":"c"}`, `{` + h + `:1,"o":{"y":1}}`},
		hasNot: []string{"\x00", "\u2028package", "\u202e", "\ufeff", "\x1b", "\n//go:", "\nfunc init"},
	}, {
		name:   "hostile $id",
		schema: `{"$id":"urn:x:*/%0A//go:embed","title":"` + `\u0000","type":"string"}`,
		ok:     []string{`"a"`},
		no:     []string{`1`},
	}, {
		name:   "text that is only a line break, or looks like a list, a heading or a directive",
		schema: `{"description":"\n","type":"object","properties":{"a":{"description":"# A\n\n\t code\n - one\n - two\n\n\nDeprecated: no","type":"string"},"b":{"description":"go:generate rm","title":"+build","type":"string"},"+build ignore":{"title":"+build ignore","type":"string"},"d":{"description":"` + strings.Repeat("+build ignore ", 20) + `","type":"string"},"c":{"description":"` + strings.Repeat("long", 2000) + `","type":"string"}}}`,
		ok:     []string{`{"a":"","b":"","c":"","+build ignore":"","d":""}`},
		no:     []string{`{"a":1}`},
		hasNot: []string{"// +build", "//+build"},
	}}
}

// oddNames are member names and enum values that do not make identifiers, make
// the same one, or make one that means something else already.
var oddNames = []string{
	"", " ", "type", "Type", "TYPE", "func", "string", "error", "nil", "init", "main", "rt", "eval", "iter", "x", "c", "b",
	`"`, "`", "'", `\`, "\n", "\t", "\x00", "/", "~", "~0", "$", "@", ".", "..", "-", "_", "__", "*/", "//", "%s", "%", "{}",
	"UnmarshalJSON", "MarshalJSON", "AppendJSON", "Clone", "Equal", "Validate", "Lookup", "Unknown", "SetUnknown", "DeleteUnknown",
	"clone", "unmarshal_json", "members", "Members", "decode", "append", "field", "value", "Value", "tag", "Kind", "Close", "close",
	"a-b", "a_b", "aB", "a b", "a.b", "A_B", "AB", "ab", "Ab", "a--b", "a_b_", "_a_b", "a/b",
	"1", "1st", "01", "1.0", "-1", "+1", "😀", "😀😀", "é", "É", "e\u0301", "日本", "日本語", "ß", "ẞ", "ǆ", "ǅ", "\u03a9", "\u2126", "ı", "İ", "ſ",
	"\u00a0", "\u200b", "\u202e", "\ufeff", "\U0010ffff", "\ufffd", "K", "\u212a", "id", "ID", "Id", "i_d", "url_id", "URLID", "urlId",
	strings.Repeat("long", 500), strings.Repeat("long", 500) + "er", "NewDocument", "Document", "UnmarshalDocument", "DocumentDecoder",
	"xOr", "x_or", "XOr", "xor", "XOrOr", "rules", "program", "roots", "pattern0", "listed1", "String", "Error", "GoString", "Format",
}

func hostileNames() []behaviour {
	var properties, all, wrong, required, requiredProps []string
	for i, name := range oddNames {
		q := quoted(name)
		types := []string{"string", "integer", "boolean"}
		values := []string{`"v"`, "1", "true"}
		properties = append(properties, fmt.Sprintf(`%s:{"type":%q,"default":%s,"description":"member %d"}`, q, types[i%3], values[i%3], i))
		requiredProps = append(requiredProps, fmt.Sprintf(`%s:{"type":["array","null"],"items":{"type":"integer","minimum":0,"maximum":9}}`, q))
		all = append(all, q+":"+values[i%3])
		wrong = append(wrong, "{"+q+":"+values[(i+1)%3]+"}")
		required = append(required, q)
	}
	var lists []string
	for i := len(oddNames) - 1; i >= 0; i-- {
		lists = append(lists, required[i]+":[1,2.0]")
	}
	var texts []string
	for _, name := range oddNames {
		texts = append(texts, quoted(name))
	}
	list := strings.Join(required, ",")
	var defs, refs, objects []string
	for i, name := range oddNames {
		defs = append(defs, fmt.Sprintf(`%s:{"type":"object","properties":{"f%d":{"type":"string"}},"required":["f%[2]d"]}`, quoted(name), i))
		pointer := strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
		refs = append(refs, fmt.Sprintf(`"m%d":{"$ref":%s}`, i, quoted("#/$defs/"+escapeURI(pointer))))
		objects = append(objects, fmt.Sprintf(`"m%d":{"f%[1]d":""}`, i))
	}
	return []behaviour{{
		name:   "odd member names, optional, with defaults",
		schema: `{"type":"object","properties":{` + strings.Join(properties, ",") + `},"additionalProperties":false}`,
		ok:     []string{`{}`, `{` + strings.Join(all, ",") + `}`},
		no:     append(wrong, `{"no such member":1}`),
	}, {
		name:   "odd member names, required, streamed lists",
		schema: `{"type":"object","properties":{` + strings.Join(requiredProps, ",") + `},"required":[` + list + `]}`,
		ok:     []string{`{` + strings.Join(lists, ",") + `,"unknown":{"a":1}}`},
		no:     []string{`{}`, `{` + strings.Join(lists[1:], ",") + `}`},
	}, {
		name:   "odd enum values",
		schema: `{"type":"object","properties":{"e":{"enum":[` + list + `]},"f":{"type":"array","items":{"enum":[` + list + `]}}}}`,
		ok:     []string{`{"e":"a-b","f":[` + strings.Join(texts, ",") + `]}`},
		no:     []string{`{"e":"no such value"}`, `{"f":["no such value"]}`, `{"e":1}`},
		says:   "is not one of the allowed values",
	}, {
		name:   "odd definition names",
		schema: `{"type":"object","properties":{` + strings.Join(refs, ",") + `},"$defs":{` + strings.Join(defs, ",") + `}}`,
		ok:     []string{`{` + strings.Join(objects, ",") + `}`},
		no:     []string{`{"m0":{}}`, `{"m5":{"f5":1}}`},
	}, {
		name: "constructors, entry points and constants that would share a name",
		schema: `{"type":"object","properties":{"foo":{"type":["string","number","boolean"]},"new_foo":{"type":"object","properties":{"string":{"type":"object","properties":{"a":true}}}},
			"unmarshal_foo":{"type":"object","properties":{"a":true}},"foo_string":{"enum":["a","","A"]},"foo_decoder":{"type":["object","array"]},"Foo":{"enum":["string","String"]}},
			"$defs":{"NewDocumentFooString":{"type":"object"}},"required":["foo"]}`,
		ok: []string{`{"foo":"a","new_foo":{"string":{"a":1}},"unmarshal_foo":{"a":null},"foo_string":"A","foo_decoder":[],"Foo":"String"}`, `{"foo":false}`},
		no: []string{`{"foo":null}`, `{}`},
	}, {
		name:   "a root type called Error",
		root:   "Error",
		schema: `{"type":"object","properties":{"error":{"type":"string"},"string":{"$ref":"#/$defs/String"},"errors":{"$ref":"#/$defs/Errors"}},"$defs":{"String":{"type":"object","properties":{"a":{"type":"string"}}},"Errors":{"type":["string","null","array"]}}}`,
		ok:     []string{`{"error":"x","string":{"a":"b"},"errors":["a"]}`},
		no:     []string{`{"string":{"a":1}}`},
	}, {
		name:   "a root type called String",
		root:   "String",
		schema: `{"type":"array","items":{"type":"string"}}`,
		ok:     []string{`[]`, `["a"]`},
		no:     []string{`{}`, `[1]`},
	}, {
		name:   "no root type is named",
		root:   "Root",
		schema: `{"type":"object","properties":{"root":{"type":"object","properties":{"root":{"$ref":"#"}}}}}`,
		ok:     []string{`{"root":{"root":{"root":{}}}}`},
		no:     []string{`{"root":{"root":{"root":1}}}`},
	}}
}

func escapeURI(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}
