package report

import (
	"cmp"
	"slices"
	"strings"
)

// Rule is one code that a finding can carry. Codes are kebab-case words; once
// published a code keeps its meaning and is never used for anything else.
type Rule struct {
	ID          string   `json:"id"`
	Severity    Severity `json:"severity"`          // what it usually has
	Summary     string   `json:"summary"`           // one line
	Explanation string   `json:"explanation"`       // why it is found, in a few sentences
	Example     string   `json:"example,omitempty"` // the smallest thing that gives it
	Hint        string   `json:"hint,omitempty"`    // how it is usually fixed
}

// The codes that are not the violation of a schema keyword.
const (
	CodeParse        = "parse"
	CodeUnreadable   = "unreadable"
	CodeDriftChanged = "drift-changed"
	CodeDriftMissing = "drift-missing"
	CodeDriftStray   = "drift-stray"
	CodeUndecided    = "undecided"
	// CodeSchemaFalse is a value where the schema is `false`, and what stands
	// in for a keyword without a code of its own.
	CodeSchemaFalse = "schema-false"
)

var generalRules = []Rule{
	{
		ID: CodeParse, Severity: SeverityError,
		Summary:     "The document is not strict JSON.",
		Explanation: "The text could not be read as one JSON value, or it holds something that readers disagree about: a member name twice in one object, invalid UTF-8, a lone surrogate, data after the value, nesting deeper than 10,000 levels, or a number with an exponent beyond ±10,000. Such a document is judged invalid before any schema is asked.",
		Example:     `{"status":"failed","status":"success"}`,
		Hint:        "fix the text at the position that the finding names",
	},
	{
		ID: CodeUnreadable, Severity: SeverityError,
		Summary:     "The document could not be opened or read.",
		Explanation: "The file does not exist, is a directory, may not be read or is larger than the limit, so nothing can be said about it. The command goes on with the other files and exits with 3.",
		Example:     "runresult validate no-such-file.json",
		Hint:        "check the path and its permissions",
	},
	{
		ID: CodeDriftChanged, Severity: SeverityError,
		Summary:     "A generated file differs from what the schema generates.",
		Explanation: "`generate --check` computed the file again and got other bytes: the schema changed without regenerating, the file was edited by hand, or another version of the tool wrote it.",
		Example:     "runresult generate --schema runresult.v1 --check",
		Hint:        "run the same command without --check and commit the result",
	},
	{
		ID: CodeDriftMissing, Severity: SeverityError,
		Summary:     "A generated file is not there.",
		Explanation: "`generate --check` expects a file that the output directory does not hold.",
		Example:     "runresult generate --schema runresult.v1 --check",
		Hint:        "run the same command without --check and commit the result",
	},
	{
		ID: CodeDriftStray, Severity: SeverityError,
		Summary:     "A file carries the generator's header but is not generated any more.",
		Explanation: "`generate --check` found a file in the output directory that an earlier run wrote and that this schema does not give. It would still be compiled.",
		Example:     "runresult generate --schema runresult.v1 --check",
		Hint:        "run the same command with --clean instead of --check",
	},
	{
		ID: CodeUndecided, Severity: SeverityError,
		Summary:     "The validator gives no answer about the document.",
		Explanation: "The schema makes the validator try more combinations than the limit on work allows. The document may be valid or not; the command exits with 4 unless something worse happened.",
		Example:     "a schema of nested anyOf over a long array",
		Hint:        "simplify the schema at the place that the finding names, or split the document",
	},
	{
		ID: CodeSchemaFalse, Severity: SeverityError,
		Summary:     "No value is allowed here.",
		Explanation: "The schema at this place is `false` (or contradicts itself in a way that amounts to it), so any value violates it.",
		Example:     `schema {"$ref":"#/$defs/none","$defs":{"none":false}}, document 1`,
		Hint:        "remove the value",
	},
}

// keywordRules has one row for each keyword that a document can violate (a
// reference and the condition of if are not among them: what stands behind
// them is): the keyword, what it demands, and the smallest example as schema and document.
var keywordRules = []struct{ keyword, summary, explanation, schema, document, hint string }{
	{"type", "The value has another JSON type than the schema allows.", "A number without a fractional part counts as integer however it is written, so 1.0 is an integer.", `{"type":"string"}`, `1`, ""},
	{"enum", "The value is none of those listed.", "Values are compared as JSON: member order and number spelling do not matter, the case of letters does.", `{"enum":["a","b"]}`, `"A"`, ""},
	{"const", "The value is not the one that is demanded.", "Values are compared as JSON: member order and number spelling do not matter.", `{"const":1}`, `2`, ""},
	{"multipleOf", "The number is not a multiple of the given one.", "Computed exactly, on decimals: 0.3 is a multiple of 0.1.", `{"multipleOf":0.1}`, `0.25`, ""},
	{"maximum", "The number is greater than allowed.", "Compared exactly, whatever the number of digits.", `{"maximum":5}`, `6`, ""},
	{"exclusiveMaximum", "The number is not less than the bound.", "The bound itself is not allowed.", `{"exclusiveMaximum":5}`, `5`, ""},
	{"minimum", "The number is less than allowed.", "Compared exactly, whatever the number of digits.", `{"minimum":0}`, `-1`, ""},
	{"exclusiveMinimum", "The number is not greater than the bound.", "The bound itself is not allowed.", `{"exclusiveMinimum":0}`, `0`, ""},
	{"maxLength", "The string is too long.", "Length counts Unicode code points, not bytes.", `{"maxLength":2}`, `"abc"`, ""},
	{"minLength", "The string is too short.", "Length counts Unicode code points, not bytes.", `{"minLength":1}`, `""`, ""},
	{"pattern", "The string does not match the regular expression.", "Patterns mean what ECMA-262 says with the u flag, and match anywhere in the string unless anchored with ^ and $.", `{"pattern":"^[a-z]+$"}`, `"A1"`, ""},
	{"format", "The string is not in the demanded format.", "Formats describe and do not decide unless --assert-formats is given.", `{"format":"date-time"}`, `"yesterday"`, "leave out --assert-formats if formats should only describe"},
	{"maxItems", "The array has too many items.", "", `{"maxItems":1}`, `[1,2]`, ""},
	{"minItems", "The array has too few items.", "", `{"minItems":1}`, `[]`, ""},
	{"uniqueItems", "Two items of the array are equal.", "Items are compared as JSON values: 1 and 1.0 are equal.", `{"uniqueItems":true}`, `[1,1.0]`, ""},
	{"contains", "No item of the array, or too few, match what it must contain.", "", `{"contains":{"type":"integer"}}`, `["a"]`, ""},
	{"maxContains", "Too many items match what the array must contain.", "", `{"contains":{"type":"integer"},"maxContains":1}`, `[1,2]`, ""},
	{"minContains", "Too few items match what the array must contain.", "", `{"contains":{"type":"integer"},"minContains":2}`, `[1]`, ""},
	{"items", "An item of the array is not allowed.", "Up to draft 2019-09 the keyword also takes a list of schemas, one for each position.", `{"items":false}`, `[1]`, ""},
	{"prefixItems", "An item at a fixed position of the array is not allowed.", "", `{"prefixItems":[false]}`, `[1]`, ""},
	{"additionalItems", "The array has items past those that are described.", "Up to draft 2019-09; later drafts say it with items.", `{"$schema":"http://json-schema.org/draft-07/schema#","items":[true],"additionalItems":false}`, `[1,2]`, ""},
	{"unevaluatedItems", "The array has items that no part of the schema describes.", "", `{"unevaluatedItems":false}`, `[1]`, ""},
	{"maxProperties", "The object has too many members.", "", `{"maxProperties":1}`, `{"a":1,"b":2}`, ""},
	{"minProperties", "The object has too few members.", "", `{"minProperties":1}`, `{}`, ""},
	{"required", "A required member is absent.", "Names are compared with their case: Status is not status.", `{"required":["status"]}`, `{"Status":"failed"}`, "add the member; check the case of its name"},
	{"properties", "A member is not allowed.", "", `{"properties":{"a":false}}`, `{"a":1}`, ""},
	{"patternProperties", "A member whose name matches a pattern is not allowed.", "", `{"patternProperties":{"^x-":false}}`, `{"x-a":1}`, ""},
	{"additionalProperties", "The object has a member that is not described.", "Only properties and patternProperties beside the keyword count as descriptions.", `{"properties":{"a":true},"additionalProperties":false}`, `{"b":1}`, "check the spelling of the member's name"},
	{"unevaluatedProperties", "The object has a member that no part of the schema describes.", "", `{"unevaluatedProperties":false}`, `{"a":1}`, "check the spelling of the member's name"},
	{"propertyNames", "The name of a member is not allowed.", "", `{"propertyNames":false}`, `{"a":1}`, ""},
	{"dependentRequired", "A member demands another that is absent.", "", `{"dependentRequired":{"a":["b"]}}`, `{"a":1}`, ""},
	{"dependentSchemas", "A member demands more of its object than is there.", "", `{"dependentSchemas":{"a":false}}`, `{"a":1}`, ""},
	{"dependencies", "A member demands something of its object that is not there.", "Up to draft 7; later drafts split it into dependentRequired and dependentSchemas.", `{"$schema":"http://json-schema.org/draft-07/schema#","dependencies":{"a":["b"]}}`, `{"a":1}`, ""},
	{"allOf", "The value does not satisfy all of the schemas.", "", `{"allOf":[true,false]}`, `1`, ""},
	{"anyOf", "The value satisfies none of the schemas.", "", `{"anyOf":[{"type":"string"},{"type":"null"}]}`, `1`, ""},
	{"oneOf", "The value satisfies none of the schemas, or more than one.", "", `{"oneOf":[{"type":"number"},{"type":"integer"}]}`, `1`, ""},
	{"not", "The value satisfies a schema that it must not.", "", `{"not":{"type":"null"}}`, `null`, ""},
	{"then", "The value meets the condition but not what follows from it.", "", `{"if":{"type":"string"},"then":false}`, `"a"`, ""},
	{"else", "The value does not meet the condition, nor what follows from that.", "", `{"if":{"type":"string"},"else":false}`, `1`, ""},
}

// KeywordCode is the finding code for the violation of a schema keyword:
// "schema-" and the keyword in kebab-case. A keyword without a rule, and the
// empty string, give CodeSchemaFalse.
func KeywordCode(keyword string) string {
	id := "schema-" + kebab(keyword)
	if _, ok := RuleByID(id); ok {
		return id
	}
	return CodeSchemaFalse
}

func kebab(s string) string {
	var b strings.Builder
	for _, r := range s {
		if 'A' <= r && r <= 'Z' {
			b.WriteByte('-')
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// rules is the whole registry, sorted by ID.
var rules = buildRules()

func buildRules() []Rule {
	out := slices.Concat(generalRules, compatRules)
	for _, k := range keywordRules {
		explanation := "The document violates the schema keyword " + k.keyword + "."
		if k.explanation != "" {
			explanation += " " + k.explanation
		}
		out = append(out, Rule{
			ID: "schema-" + kebab(k.keyword), Severity: SeverityError,
			Summary: k.summary, Explanation: explanation,
			Example: "schema " + k.schema + ", document " + k.document, Hint: k.hint,
		})
	}
	slices.SortFunc(out, func(a, b Rule) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// Rules lists every finding code, sorted by ID.
func Rules() []Rule { return slices.Clone(rules) }

// RuleByID looks a code up.
func RuleByID(id string) (Rule, bool) {
	i, ok := slices.BinarySearchFunc(rules, id, func(r Rule, id string) int { return cmp.Compare(r.ID, id) })
	if !ok {
		return Rule{}, false
	}
	return rules[i], true
}
