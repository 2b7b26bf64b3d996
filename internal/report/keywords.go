package report

import "github.com/atlas-dataflow/runresult/diag"

// keywordRules has one row for each keyword that a document can violate (a
// reference and the condition of if are not among them: what stands behind
// them is): the keyword, the ID, what it
// demands, and the smallest example as schema and document.
var keywordRules = []struct{ keyword, id, summary, explanation, schema, document, hint string }{
	{"type", "schema-type", "The value has another JSON type than the schema allows.", "A number without a fractional part counts as integer however it is written, so 1.0 is an integer.", `{"type":"string"}`, `1`, ""},
	{"enum", "schema-enum", "The value is none of those listed.", "Values are compared as JSON: member order and number spelling do not matter, the case of letters does.", `{"enum":["a","b"]}`, `"A"`, ""},
	{"const", "schema-const", "The value is not the one that is demanded.", "Values are compared as JSON: member order and number spelling do not matter.", `{"const":1}`, `2`, ""},
	{"multipleOf", "schema-multiple-of", "The number is not a multiple of the given one.", "Computed exactly, on decimals: 0.3 is a multiple of 0.1.", `{"multipleOf":0.1}`, `0.25`, ""},
	{"maximum", "schema-maximum", "The number is greater than allowed.", "Compared exactly, whatever the number of digits.", `{"maximum":5}`, `6`, ""},
	{"exclusiveMaximum", "schema-exclusive-maximum", "The number is not less than the bound.", "The bound itself is not allowed.", `{"exclusiveMaximum":5}`, `5`, ""},
	{"minimum", "schema-minimum", "The number is less than allowed.", "Compared exactly, whatever the number of digits.", `{"minimum":0}`, `-1`, ""},
	{"exclusiveMinimum", "schema-exclusive-minimum", "The number is not greater than the bound.", "The bound itself is not allowed.", `{"exclusiveMinimum":0}`, `0`, ""},
	{"maxLength", "schema-max-length", "The string is too long.", "Length counts Unicode code points, not bytes.", `{"maxLength":2}`, `"abc"`, ""},
	{"minLength", "schema-min-length", "The string is too short.", "Length counts Unicode code points, not bytes.", `{"minLength":1}`, `""`, ""},
	{"pattern", "schema-pattern", "The string does not match the regular expression.", "Patterns mean what ECMA-262 says with the u flag, and match anywhere in the string unless anchored with ^ and $.", `{"pattern":"^[a-z]+$"}`, `"A1"`, ""},
	{"format", "schema-format", "The string is not in the demanded format.", "Formats describe and do not decide unless --assert-formats is given.", `{"format":"date-time"}`, `"yesterday"`, "leave out --assert-formats if formats should only describe"},
	{"maxItems", "schema-max-items", "The array has too many items.", "", `{"maxItems":1}`, `[1,2]`, ""},
	{"minItems", "schema-min-items", "The array has too few items.", "", `{"minItems":1}`, `[]`, ""},
	{"uniqueItems", "schema-unique-items", "Two items of the array are equal.", "Items are compared as JSON values: 1 and 1.0 are equal.", `{"uniqueItems":true}`, `[1,1.0]`, ""},
	{"contains", "schema-contains", "No item of the array, or too few, match what it must contain.", "", `{"contains":{"type":"integer"}}`, `["a"]`, ""},
	{"maxContains", "schema-max-contains", "Too many items match what the array must contain.", "", `{"contains":{"type":"integer"},"maxContains":1}`, `[1,2]`, ""},
	{"minContains", "schema-min-contains", "Too few items match what the array must contain.", "", `{"contains":{"type":"integer"},"minContains":2}`, `[1]`, ""},
	{"items", "schema-items", "An item of the array is not allowed.", "Up to draft 2019-09 the keyword also takes a list of schemas, one for each position.", `{"items":false}`, `[1]`, ""},
	{"prefixItems", "schema-prefix-items", "An item at a fixed position of the array is not allowed.", "", `{"prefixItems":[false]}`, `[1]`, ""},
	{"additionalItems", "schema-additional-items", "The array has items past those that are described.", "Up to draft 2019-09; later drafts say it with items.", `{"$schema":"http://json-schema.org/draft-07/schema#","items":[true],"additionalItems":false}`, `[1,2]`, ""},
	{"unevaluatedItems", "schema-unevaluated-items", "The array has items that no part of the schema describes.", "", `{"unevaluatedItems":false}`, `[1]`, ""},
	{"maxProperties", "schema-max-properties", "The object has too many members.", "", `{"maxProperties":1}`, `{"a":1,"b":2}`, ""},
	{"minProperties", "schema-min-properties", "The object has too few members.", "", `{"minProperties":1}`, `{}`, ""},
	{"required", "schema-required", "A required member is absent.", "Names are compared with their case: Status is not status.", `{"required":["status"]}`, `{"Status":"failed"}`, "add the member; check the case of its name"},
	{"properties", "schema-properties", "A member is not allowed.", "", `{"properties":{"a":false}}`, `{"a":1}`, ""},
	{"patternProperties", "schema-pattern-properties", "A member whose name matches a pattern is not allowed.", "", `{"patternProperties":{"^x-":false}}`, `{"x-a":1}`, ""},
	{"additionalProperties", "schema-additional-properties", "The object has a member that is not described.", "Only properties and patternProperties beside the keyword count as descriptions.", `{"properties":{"a":true},"additionalProperties":false}`, `{"b":1}`, "check the spelling of the member's name"},
	{"unevaluatedProperties", "schema-unevaluated-properties", "The object has a member that no part of the schema describes.", "", `{"unevaluatedProperties":false}`, `{"a":1}`, "check the spelling of the member's name"},
	{"propertyNames", "schema-property-names", "The name of a member is not allowed.", "", `{"propertyNames":false}`, `{"a":1}`, ""},
	{"dependentRequired", "schema-dependent-required", "A member demands another that is absent.", "", `{"dependentRequired":{"a":["b"]}}`, `{"a":1}`, ""},
	{"dependentSchemas", "schema-dependent-schemas", "A member demands more of its object than is there.", "", `{"dependentSchemas":{"a":false}}`, `{"a":1}`, ""},
	{"dependencies", "schema-dependencies", "A member demands something of its object that is not there.", "Up to draft 7; later drafts split it into dependentRequired and dependentSchemas.", `{"$schema":"http://json-schema.org/draft-07/schema#","dependencies":{"a":["b"]}}`, `{"a":1}`, ""},
	{"allOf", "schema-all-of", "The value does not satisfy all of the schemas.", "", `{"allOf":[true,false]}`, `1`, ""},
	{"anyOf", "schema-any-of", "The value satisfies none of the schemas.", "", `{"anyOf":[{"type":"string"},{"type":"null"}]}`, `1`, ""},
	{"oneOf", "schema-one-of", "The value satisfies none of the schemas, or more than one.", "", `{"oneOf":[{"type":"number"},{"type":"integer"}]}`, `1`, ""},
	{"not", "schema-not", "The value satisfies a schema that it must not.", "", `{"not":{"type":"null"}}`, `null`, ""},
	{"then", "schema-then", "The value meets the condition but not what follows from it.", "", `{"if":{"type":"string"},"then":false}`, `"a"`, ""},
	{"else", "schema-else", "The value does not meet the condition, nor what follows from that.", "", `{"if":{"type":"string"},"else":false}`, `1`, ""},
}

// violationRules makes the rules of the rows.
func violationRules() []diag.Rule {
	var out []diag.Rule
	for _, k := range keywordRules {
		explanation := "The document violates the schema keyword " + k.keyword + "."
		if k.explanation != "" {
			explanation += " " + k.explanation
		}
		out = append(out, diag.Rule{
			ID: k.id, Severity: diag.SeverityError, Summary: k.summary, Explanation: explanation,
			Example: "schema " + k.schema + ", document " + k.document, Hint: k.hint,
		})
	}
	return out
}

// violated maps each keyword to its rule.
var violated = func() map[string]diag.Rule {
	out := map[string]diag.Rule{}
	for i, rule := range violationRules() {
		out[keywordRules[i].keyword] = rule
	}
	return out
}()

// Violation is the rule that a document breaks which violates a schema keyword:
// RuleSchemaFalse for the empty string and for a keyword without a rule.
func Violation(keyword string) diag.Rule {
	if rule, ok := violated[keyword]; ok {
		return rule
	}
	return RuleSchemaFalse
}
